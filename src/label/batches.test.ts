import { expect, test } from 'vitest';
import { batchesOf } from './batches.ts';

const request = (key: string, text: string) => ({ key, keywords: ['keys'], exemplars: [text] });

test('topics are asked for ten at a time, each exactly once and in order', async () => {
  const requests = Array.from({ length: 23 }, (_, i) => request(`t${i}`, 'rotate the staging keys'));
  const batches = await batchesOf(requests);
  expect(batches.map((batch) => batch.requests.length)).toEqual([10, 10, 3]);
  expect(batches.flatMap((batch) => batch.requests)).toEqual(requests);
});

test('what people write of a model’s own tokens is text like any other', async () => {
  const [plain] = await batchesOf([request('a', 'ends here')]);
  const [special] = await batchesOf([request('a', 'ends <|endoftext|> here')]);
  expect(special!.tokens).toBeGreaterThan(plain!.tokens);
});
