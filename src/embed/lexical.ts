import { stemmer } from 'stemmer';
import { normalise } from './unit.ts';
import type { Tokenizer } from './use/tokenizer.ts';

/** Length of the lexical half of a vector. */
export const LEXICAL_DIMENSIONS = 512;

const WORDS = /[\p{L}\p{N}_][\p{L}\p{N}\p{M}_]*(?:'\p{L}+)?/gu;
/** Words as probable as this weigh one half. */
const SMOOTHING = 1e-4;
/** Scripts written without spaces (and Korean, whose particles cling to words). */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;
const PICTOGRAPHS = /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}/gu;

/**
 * What a text says, word by word, as a unit vector: the sum of a fixed random vector of signs for each word
 * (a random projection: Achlioptas 2003, "Database-friendly random projections"), so that the cosine of two
 * texts tells how many rare words they share. All zeros for a text without words.
 *
 * A word's rarity is its probability under the tokenizer's unigram model, so no corpus is needed and a
 * vector never changes as messages arrive.
 */
export function lexicalVector(text: string, tokenizer: Tokenizer): Float32Array {
  const vector = new Float32Array(LEXICAL_DIMENSIONS);
  const counts = new Map<string, { count: number; weight: number }>();
  for (const word of wordsOf(text)) {
    const key = stemmer(word.replace(/'s$/, ''));
    const entry = counts.get(key);
    if (entry) entry.count++;
    else counts.set(key, { count: 1, weight: rarity(tokenizer.encode(word).logProbability) });
  }
  for (const [word, { count, weight }] of counts) addSigns(vector, word, weight * (1 + Math.log(count)));
  return normalise(vector);
}

/** Words of two letters or more; pairs of characters in scripts without spaces; pictographs if nothing else. */
function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase();
  const pairs = [...plain.matchAll(UNSPACED)].flatMap(([run]) => pairsOf([...run]));
  const words = [...plain.replace(UNSPACED, ' ').matchAll(WORDS)].map(([word]) => word);
  const found = [...pairs, ...words.filter((word) => word.length > 1)];
  return found.length > 0 ? found : [...plain.matchAll(PICTOGRAPHS)].map(([pictograph]) => pictograph);
}

const pairsOf = (characters: readonly string[]) =>
  characters.length === 1
    ? [...characters]
    : characters.slice(1).map((character, i) => characters[i]! + character);

/**
 * Near 0 for the commonest words and 1 for rare ones, as smooth inverse frequency has it (Arora, Liang and Ma 2017,
 * "A simple but tough-to-beat baseline for sentence embeddings"; they find 1e-3 to 1e-4 best).
 */
const rarity = (logProbability: number) => SMOOTHING / (SMOOTHING + Math.exp(logProbability));

/** Adds `weight` times the word's signs: hashed by FNV-1a, spun out by xorshift, 32 signs a step. */
function addSigns(vector: Float32Array, word: string, weight: number): void {
  let hash = 2166136261;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 16777619);
  let state = hash || 1;
  for (let i = 0; i < vector.length; i += 32) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const bits = Math.imul(state, 0x9e3779b1) ^ (state >>> 15);
    for (let bit = 0; bit < 32; bit++) vector[i + bit]! += (bits >>> bit) & 1 ? weight : -weight;
  }
}
