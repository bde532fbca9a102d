import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base';
import { describe, expect, test } from 'vitest';
import { batchesOf } from './batches.ts';

describe('batchesOf', () => {
  test('keeps few short texts together', async () => {
    expect(await batchesOf(['a', 'b'])).toEqual([{ texts: ['a', 'b'], tokens: 2 }]);
  });

  test('keeps order and loses nothing, within the limits of a request', async () => {
    const texts = Array.from({ length: 5_000 }, (_, i) => `word `.repeat(i % 300) + i);
    const batches = await batchesOf(texts);
    expect(batches.flatMap((batch) => batch.texts)).toEqual(texts);
    for (const batch of batches) {
      expect(batch.texts.length).toBeLessThanOrEqual(2048);
      expect(batch.texts.reduce((sum, text) => sum + countTokens(text), 0)).toBeLessThanOrEqual(batch.tokens);
      expect(batch.tokens).toBeLessThanOrEqual(300_000);
    }
    expect(batches).toHaveLength(3);
  });

  test('cuts a text that is too long, between characters', async () => {
    const text = 'x'.repeat(499) + '😀'.repeat(20_000);
    const cut = (await batchesOf([text]))[0]!.texts[0]!;
    expect(countTokens(cut)).toBeLessThanOrEqual(8191);
    expect(countTokens(cut)).toBeGreaterThan(7000);
    expect(cut.isWellFormed()).toBe(true);
  });

  test('takes words of the tokenizer for words', async () => {
    const text = `<|endoftext|>${' and so on'.repeat(2_000)}`;
    expect(await batchesOf([text])).toMatchObject([{ texts: [text] }]);
  });
});
