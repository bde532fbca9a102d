import type { Weigh } from './phrases.ts';
import { stopWordsFor } from './stopwords.ts';
import type { Term } from './terms.ts';

/**
 * Tells for each topic, and for the background (`other`), which of its words carry a keyword.
 *
 * Participants' names (`exclude`), numbers, references such as `repo#12`, addresses and words of one letter never do. Stop-word
 * lists are broad ("keys", "test", "io"), so one of their words counts as weak, fit to stand in a phrase beside a
 * word of content, where it is said in this topic above all, or is mostly written in capitals.
 */
export function weighWords(
  topics: readonly (readonly Term[])[],
  exclude: readonly string[],
  background: { terms: readonly Term[]; weight: number },
): { weighers: Weigh[]; other: Weigh } {
  const names = new Set(exclude.flatMap((name) => name.toLowerCase().split(/[\s,()]+/)));
  const terms = [...topics.flat(), ...background.terms];
  const stopWords = stopWordsFor(terms);
  const isStopWord = (word: string) => stopWords.has(word) || stopWords.has(word.replaceAll("'", ''));
  const everywhere = tally(topics.flat(), isStopWord);
  tally(background.terms, isStopWord, background.weight, everywhere);

  const several = topics.length > 2 || background.terms.length > terms.length / 2;

  const weigher = (own: readonly Term[]): Weigh => {
    const here = tally(own, isStopWord);
    const known = new Map<string, ReturnType<Weigh>>();
    const weigh = (word: string): ReturnType<Weigh> => {
      if (names.has(word) || word.length > 30 || /#\d+$/.test(word) || host.test(word)) return 'other';
      if (!/\p{L}.*\p{L}|\p{sc=Han}/u.test(word) || measure.test(word)) return 'other';
      if (!isStopWord(word)) return 'content';
      if (word.includes("'")) return 'other';
      const all = everywhere.get(word)!;
      const mine = here.get(word);
      const special = several && mine && mine.count > 2 && mine.count * 2 > all.count;
      return special || all.capitals * 2 > all.count ? 'weak' : 'other';
    };
    return ({ word }) => {
      const weight = known.get(word) ?? weigh(word);
      known.set(word, weight);
      return weight;
    };
  };
  return { weighers: topics.map(weigher), other: weigher([]) };
}

/** Ordinals, times and amounts: `12th`, `3pm`, `200ms`. */
const measure = /^\d+(st|nd|rd|th|am|pm|ms|min|mins|hrs?|px|kb|mb|gb)$/;

/** An address that was typed without its scheme: `example.org`, `x.example/page`. */
const host = /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.((com|org|edu|gov|io)$|\p{L}{2,}\/)/u;

/** How often each word that `matters` is there, and how often all in capitals. */
function tally(
  terms: readonly Term[],
  matters: (word: string) => boolean,
  weight = 1,
  counts = new Map<string, { count: number; capitals: number }>(),
) {
  for (const { surface, word } of terms) {
    let seen = counts.get(word);
    if (!seen) {
      if (!matters(word)) continue;
      seen = { count: 0, capitals: 0 };
      counts.set(word, seen);
    }
    seen.count += weight;
    if (/^\p{Lu}{2,}$/u.test(surface)) seen.capitals += weight;
  }
  return counts;
}
