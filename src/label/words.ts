import type { Weigh } from './phrases.ts';
import { stopWordsFor } from './stopwords.ts';
import type { Term } from './terms.ts';

/**
 * Tells for each topic which of its words carry a keyword.
 *
 * Participants' names (`exclude`), numbers, references such as `repo#12` and words of one letter never do. Stop-word
 * lists are broad ("keys", "test", "io"), so one of their words counts as weak, fit to stand in a phrase beside a
 * word of content, where it is said in this topic above all, or is mostly written in capitals.
 */
export function weighWords(topics: readonly (readonly Term[])[], exclude: readonly string[]): Weigh[] {
  const names = new Set(exclude.flatMap((name) => fold(name).split(/[\s,()]+/)));
  const everywhere = tally(topics.flat());
  const stopWords = stopWordsFor(topics.flat().map((t) => fold(t.surface)));
  const isStopWord = (word: string) => stopWords.has(word) || stopWords.has(word.replaceAll("'", ''));

  return topics.map((terms) => {
    const here = tally(terms);
    const known = new Map<string, ReturnType<Weigh>>();
    const weigh = (word: string): ReturnType<Weigh> => {
      if (names.has(word) || word.length > 30 || /#\d+$/.test(word)) return 'other';
      if (!/\p{L}.*\p{L}|\p{sc=Han}/u.test(word)) return 'other';
      if (!isStopWord(word)) return 'content';
      if (word.includes("'")) return 'other';
      const all = everywhere.get(word)!;
      const mine = here.get(word)!;
      const special = topics.length > 2 && mine.count > 2 && mine.count * 2 > all.count;
      return special || all.capitals * 2 > all.count ? 'weak' : 'other';
    };
    return ({ surface }) => {
      const word = fold(surface);
      const weight = known.get(word) ?? weigh(word);
      known.set(word, weight);
      return weight;
    };
  });
}

function tally(terms: readonly Term[]): Map<string, { count: number; capitals: number }> {
  const counts = new Map<string, { count: number; capitals: number }>();
  for (const { surface } of terms) {
    const word = fold(surface);
    const seen = counts.get(word) ?? { count: 0, capitals: 0 };
    seen.count++;
    if (/^\p{Lu}{2,}$/u.test(surface)) seen.capitals++;
    counts.set(word, seen);
  }
  return counts;
}

const fold = (word: string) => word.toLowerCase().replaceAll('’', "'");
