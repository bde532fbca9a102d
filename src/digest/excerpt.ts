import { stopWordsFor } from '../label/stopwords.ts';
import { termsOf, withoutNoise } from '../label/terms.ts';

/** Of the medium's marks only these reach an excerpt. */
const longest = 220;
const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });
const stopWords = stopWordsFor([]);
/** What people say before they come to the point. */
const greeting =
  /^\W*(hi|hey|hello|good (morning|afternoon|evening)|morning|dear|thanks|thank you|thx|ok(ay)?|so|well|sorry|btw|fyi)\b[^.?!]{0,25}[.!,:)]?$/i;

/**
 * The part of a message that says what it is about, in one line of at most 220 characters: a sentence or two from the
 * first that carries something, without code, links and mentions.
 *
 * @param wanted begins at the first sentence of this kind, if there is one
 * @example
 * excerpt('Hi all! The deploy failed again. It was the cache. ```log```'); // 'The deploy failed again. It was the cache.'
 */
export function excerpt(text: string, wanted: (sentence: string) => boolean = carries): string {
  const all = sentencesOf(text);
  const start =
    [wanted, carries, (sentence: string) => !greeting.test(sentence)]
      .map((is) => all.findIndex(is))
      .find((i) => i >= 0) ?? 0;
  let line = all[start] ?? '';
  for (const next of all.slice(start + 1)) {
    if (line.length + next.length + 1 > longest || line.length > longest / 2) break;
    line += ` ${next}`;
  }
  return shorten(line);
}

/** The sentences of a message, each on one line. */
export const sentencesOf = (text: string): string[] =>
  // Who is spoken to is part of what is said: a name of two words would lose its first one only.
  withoutNoise(text.replace(/@(?=[\p{L}*])/gu, ''))
    // What a link leaves behind.
    .replace(/:\s*\n\s*(?=[.,])/g, '')
    .split(/\n+/)
    .flatMap((paragraph) => [...sentences.segment(paragraph)].map(({ segment }) => segment))
    .map((sentence) =>
      sentence
        .replace(/\s+/g, ' ')
        .replace(/[\s:]+([.?!]*)\s*$/, '$1')
        .trim(),
    )
    .filter((sentence) => /\p{L}/u.test(sentence));

/** Whether a sentence says something by itself. */
const carries = (sentence: string): boolean => !greeting.test(sentence) && wordsIn(sentence).size >= 2;

/** Words of content, without their inflection. */
export const wordsIn = (text: string): Set<string> =>
  new Set(
    termsOf(text)
      .flat()
      .flatMap(({ word, stem }) => (stopWords.has(word) ? [] : [stem])),
  );

function shorten(line: string): string {
  if (line.length <= longest) return line;
  const cut = line
    .slice(0, longest - 1)
    .toWellFormed()
    .replace(/\ufffd$/, '');
  const end = cut.lastIndexOf(' ');
  return `${(end > longest / 2 ? cut.slice(0, end) : cut).replace(/[\s,;:.…]+$/, '')}…`;
}
