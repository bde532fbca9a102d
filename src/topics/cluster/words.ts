import { stopWordsFor } from '../../label/stopwords.ts';
import { termsOf } from '../../label/terms.ts';
import { spread } from './random.ts';

/** Characters of a text that are looked at: what it is about is said by then. */
const most = 2000;
/** Texts that show what language is spoken. */
const sampleSize = 1000;

/**
 * How much of what two texts say is said in the same words: 0 (no word of content in common) to 1 (all of them), by
 * their places in `texts`. A word counts by its rarity among these texts (Ochiai's coefficient, with inverse document
 * frequency for counts); stop words, numbers, links and mentions do not count.
 *
 * @example
 * const likeness = likenessByWords(['rotate the keys', 'which keys?', 'lunch']);
 * likeness(0, 1) > likeness(0, 2); // true
 */
export function likenessByWords(texts: readonly string[]): (a: number, b: number) => number {
  const terms = (text: string) => termsOf(text.slice(0, most)).flat();
  const stopWords = stopWordsFor(spread(sampleSize, texts.length).flatMap((i) => terms(texts[i]!)));
  const numbers = new Map<string, number>();
  const frequency: number[] = [];
  const words = texts.map((text) => {
    const content = terms(text).filter(({ word }) => /\p{L}/u.test(word) && !stopWords.has(word));
    const known = new Set(content.map(({ stem }) => numberOf(stem)));
    for (const number of known) frequency[number]!++;
    return Int32Array.from(known).sort();
  });
  const rarity = frequency.map((count) => Math.log(texts.length / count));
  const total = words.map((list) => list.reduce((sum, word) => sum + rarity[word]!, 0));
  return (a, b) => {
    const common = rarityInCommon(words[a]!, words[b]!);
    return common === 0 ? 0 : common / Math.sqrt(total[a]! * total[b]!);
  };

  function numberOf(stem: string): number {
    const known = numbers.get(stem);
    if (known !== undefined) return known;
    numbers.set(stem, frequency.length);
    return frequency.push(0) - 1;
  }

  function rarityInCommon(a: Int32Array, b: Int32Array): number {
    let sum = 0;
    for (let i = 0, j = 0; i < a.length && j < b.length; ) {
      if (a[i] === b[j]) sum += rarity[a[i]!]!;
      const [x, y] = [a[i]!, b[j]!];
      if (x <= y) i++;
      if (y <= x) j++;
    }
    return sum;
  }
}
