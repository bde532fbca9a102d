import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Embedder } from '../../src/embed/embedder.ts';

const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

const odd = {
  'a pictograph': '🎉',
  'a family of four in one pictograph': '👨‍👩‍👧‍👦',
  Chinese: '服务器又挂了，谁能看一下？',
  Japanese: 'デプロイが終わりました',
  Thai: 'เซิร์ฟเวอร์ล่มอีกแล้ว',
  Arabic: 'الخادم متوقف عن العمل',
  'a word of 10,000 characters': 'x'.repeat(10_000),
  '5,000 words': 'again '.repeat(5_000),
  'half of a surrogate pair': 'broken \ud83d here',
  'a NUL character': 'zero\0byte',
  'a control token': 'ends with <|endoftext|> they say',
  'punctuation alone': '?!…',
  'lines and tabs': 'first\n\n\tsecond\r\nthird',
};

/**
 * What every embedder promises, as tests. `open` is called once.
 *
 * @example
 * embedderContract('local', async () => new LocalEmbedder(), { deterministic: true });
 */
export function embedderContract(
  name: string,
  open: () => Promise<Embedder>,
  { deterministic }: { deterministic: boolean },
): void {
  describe(`${name} keeps the contract of embedders`, () => {
    let embedder: Embedder;
    beforeAll(async () => {
      embedder = await open();
    });
    afterAll(() => embedder.close());

    const isUnit = (vector: Float32Array) => {
      expect(vector).toBeInstanceOf(Float32Array);
      expect(vector).toHaveLength(embedder.dimensions);
      expect(cosine(vector, vector)).toBeCloseTo(1, 4);
    };
    const isZero = (vector: Float32Array) => {
      expect(vector).toHaveLength(embedder.dimensions);
      expect(vector.every((x) => x === 0)).toBe(true);
    };

    test('its id names kind and space, without white space', () => {
      expect(embedder.id).toMatch(/^[a-z]+:\S+$/);
    });

    test('gives a unit vector for each text, in order', async () => {
      const texts = [
        'the build is green',
        'who ordered pizza?',
        'rotate the staging keys',
        'a much longer text '.repeat(9),
      ];
      const together = await embedder.embed(texts);
      expect(together).toHaveLength(texts.length);
      for (const vector of together) isUnit(vector);
      for (const [i, text] of texts.entries()) {
        const [alone] = await embedder.embed([text]);
        if (deterministic) expect(alone).toEqual(together[i]);
        else expect(cosine(alone!, together[i]!)).toBeGreaterThan(0.999);
      }
    });

    test('finds texts that share words more similar than those that share none', async () => {
      const [a, b, c] = await embedder.embed([
        'the staging deploy failed again',
        'why did the staging deploy fail?',
        'pizza for lunch on Friday',
      ]);
      expect(cosine(a!, b!)).toBeGreaterThan(cosine(a!, c!));
    });

    test('works again after it was closed', async () => {
      const [before] = await embedder.embed(['opened again']);
      await embedder.close();
      const [after] = await embedder.embed(['opened again']);
      expect(cosine(before!, after!)).toBeGreaterThan(0.999);
    });

    test('gives nothing for no texts, zeros for those that hold nothing', async () => {
      expect(await embedder.embed([])).toEqual([]);
      const [empty, filled, blank] = await embedder.embed(['', 'between two that are empty', ' \n ']);
      isZero(empty!);
      isUnit(filled!);
      isZero(blank!);
    });

    test.each(Object.entries(odd))('embeds %s', async (_, text) => {
      const [before, vector, after] = await embedder.embed(['before', text, 'after']);
      isUnit(vector!);
      const [first, last] = await embedder.embed(['before', 'after']);
      expect(cosine(before!, first!)).toBeCloseTo(1, 4);
      expect(cosine(after!, last!)).toBeCloseTo(1, 4);
    });

    test('tells texts in other scripts apart', async () => {
      const texts = Object.values(odd).slice(0, 6);
      const vectors = await embedder.embed(texts);
      for (let i = 0; i < texts.length; i++)
        for (let j = 0; j < i; j++) expect(cosine(vectors[i]!, vectors[j]!)).toBeLessThan(0.99);
    });

    test('answers calls that overlap, each with its own', async () => {
      const calls = Array.from({ length: 8 }, (_, i) => [`number ${i}`, `house ${i * 7}`]);
      const answers = await Promise.all(calls.map((texts) => embedder.embed(texts)));
      const again = await embedder.embed(calls.flat());
      answers.flat().forEach((vector, i) => {
        expect(cosine(vector, again[i]!)).toBeCloseTo(1, 4);
      });
    });

    test('stops when told to, and works on afterwards', async () => {
      const texts = Array.from(
        { length: 3_000 },
        (_, i) => `message number ${i} about nothing in particular`,
      );
      const stop = new AbortController();
      const stopped = embedder.embed(texts, stop.signal);
      stop.abort();
      await expect(stopped).rejects.toBe(stop.signal.reason);
      await expect(embedder.embed(['x'], AbortSignal.abort('early'))).rejects.toBe('early');
      isUnit((await embedder.embed(['still here']))[0]!);
    });
  });
}
