import type { LabelRequest } from './labeller.ts';
import { dataOf } from './prompt.ts';
import { stopWordsFor } from './stopwords.ts';
import { termsOf } from './terms.ts';

const stopWords = stopWordsFor([]);

/** Whether each of the non-empty `lines` has a word of content in common with what a model was shown of the topic. */
export function echoes(request: LabelRequest, ...lines: string[]): boolean {
  const { keywords, messages } = dataOf(request);
  const own = new Set([...keywords, ...messages].flatMap(stemsOf));
  return lines.every((line) => line === '' || stemsOf(line).some((stem) => own.has(stem)));
}

const stemsOf = (text: string): string[] =>
  termsOf(text)
    .flat()
    .filter((term) => !stopWords.has(term.word))
    .map((term) => term.stem);
