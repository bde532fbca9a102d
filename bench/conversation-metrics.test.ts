import { expect, test } from 'vitest';
import { exactMatch, oneToOne, purity, variationOfInformation } from './conversation-metrics.ts';

const alone = [0, 1, 2, 3];
const pairs = ['a', 'a', 'b', 'b'];
const together = [0, 0, 0, 0];

test('equal groupings score 1, whatever the groups are called', () => {
  for (const metric of [oneToOne, variationOfInformation, exactMatch, purity])
    expect(metric(pairs, [7, 7, 3, 3])).toBeCloseTo(1);
});

test('one-to-one counts the best pairing, each conversation once', () => {
  expect(oneToOne(pairs, alone)).toBe(0.5);
  expect(oneToOne(pairs, together)).toBe(0.5);
  // a takes 0 (2 messages) rather than 1 (3 messages), because b needs 1 (3 messages): 5 of 9, against 3 + 1 greedily
  const truth = ['a', 'a', 'a', 'a', 'a', 'b', 'b', 'b', 'b'];
  expect(oneToOne(truth, [0, 0, 1, 1, 1, 1, 1, 1, 0])).toBeCloseTo(5 / 9);
});

test('variation of information is the sum of both conditional entropies, over log2 n', () => {
  expect(variationOfInformation(pairs, together)).toBeCloseTo(1 - 1 / 2);
  expect(variationOfInformation(pairs, alone)).toBeCloseTo(1 - 1 / 2);
  expect(variationOfInformation(pairs, [0, 1, 0, 1])).toBeCloseTo(1 - 2 / 2);
});

test('exact match leaves single messages out on both sides', () => {
  expect(exactMatch(['a', 'a', 'b', 'b', 'c'], [0, 0, 1, 2, 3])).toBeCloseTo(2 / 3);
  expect(exactMatch(['a', 'a', 'b', 'b', 'c'], [0, 0, 1, 2, 2])).toBeCloseTo(2 / 4);
  expect(exactMatch(pairs, alone)).toBe(0);
});

test('purity forgives splitting and punishes joining', () => {
  expect(purity(pairs, alone)).toBe(1);
  expect(purity(pairs, together)).toBe(0.5);
});
