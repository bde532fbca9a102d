import { beforeAll, describe, expect, test } from 'vitest';
import { Tokenizer } from './tokenizer.ts';
import { readVocabulary, type Vocabulary } from './weights.ts';

const control = Array.from({ length: 6 }, (_, i) => [`<${i}>`, 0] as const);

describe('Tokenizer', () => {
  test('chooses the most probable reading, not the longest pieces', () => {
    const pieces = [
      ['▁ab', -5],
      ['▁a', -1],
      ['b', -1],
      ['bc', -1],
      ['c', -9],
      ['▁', -3],
    ] as const;
    const { ids, logProbability } = new Tokenizer([...control, ...pieces]).encode('abc');
    expect(ids.map((id) => pieces[id - 6]![0])).toEqual(['▁a', 'bc']);
    expect(logProbability).toBe(-2);
  });

  test('reads a run of unknown characters as one unknown piece, and says how much it knew', () => {
    const tokenizer = new Tokenizer([...control, ['▁', -1], ['a', -1]]);
    expect(tokenizer.encode('a日本a')).toMatchObject({ ids: [6, 7, 0, 7], known: 0.5 });
    expect(tokenizer.encode('日 本')).toMatchObject({ known: 0 });
    expect(tokenizer.encode(' \n ')).toMatchObject({ ids: [], known: 0 });
  });

  describe('with the real vocabulary', () => {
    let vocabulary: Vocabulary;
    let tokenizer: Tokenizer;
    beforeAll(async () => {
      vocabulary = await readVocabulary();
      tokenizer = new Tokenizer(vocabulary);
    });
    const read = (text: string) =>
      tokenizer
        .encode(text)
        .ids.map((id) => vocabulary[id]![0])
        .join('');

    test('spells the text out again, white space alike', () => {
      expect(read('Rotate the keys:\n\tnow, or "never" :)')).toBe('▁Rotate▁the▁keys:▁now,▁or▁"never"▁:)');
    });

    test('gives every piece a probability, falling along the list', () => {
      const scores = vocabulary.slice(6).map(([, score]) => score);
      expect(scores.every((score, i) => score < 0 && score <= (scores[i - 1] ?? 0))).toBe(true);
    });

    test('finds common words more probable than rare ones', () => {
      const [the, and, turbine] = ['the', 'and', 'turbine'].map((w) => tokenizer.encode(w).logProbability);
      expect(the).toBeGreaterThan(and!);
      expect(and).toBeGreaterThan(turbine!);
    });
  });
});
