import { expect, test } from 'vitest';
import { adjustedMutualInformation, adjustedRand, vMeasure } from './metrics.ts';

// Expected values are those that scikit-learn's documentation and tests give.

test('equal groupings score 1, whatever the groups are called', () => {
  for (const score of [adjustedRand, adjustedMutualInformation, vMeasure]) {
    expect(score(['a', 'a', 'b', 'b'], [7, 7, 3, 3])).toBeCloseTo(1);
    expect(score([], [])).toBe(1);
  }
});

test('adjusted Rand index', () => {
  expect(adjustedRand([0, 0, 1, 1], [0, 0, 1, 2])).toBeCloseTo(4 / 7);
  expect(adjustedRand([0, 0, 0, 0], [0, 1, 2, 3])).toBe(0);
  expect(adjustedRand([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(-0.5);
});

test('adjusted mutual information, arithmetic mean', () => {
  const truth = [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3];
  const found = [1, 1, 1, 1, 2, 1, 2, 2, 2, 2, 3, 1, 3, 3, 3, 2, 2];
  expect(adjustedMutualInformation(truth, found)).toBeCloseTo(0.27821, 5);
  expect(adjustedMutualInformation([0, 0, 0, 0], [0, 1, 2, 3])).toBeCloseTo(0);
});

test('V-measure', () => {
  expect(vMeasure([0, 0, 1, 1], [0, 0, 1, 2])).toBeCloseTo(0.8);
  expect(vMeasure([0, 0, 1, 1], [0, 1, 2, 3])).toBeCloseTo(2 / 3);
  expect(vMeasure([0, 0, 0, 0], [0, 1, 2, 3])).toBeCloseTo(0);
});

test('random groupings score nothing where chance is corrected for', () => {
  const truth = Array.from({ length: 400 }, (_, i) => i % 40);
  const found = Array.from({ length: 400 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 26);
  expect(Math.abs(adjustedRand(truth, found))).toBeLessThan(0.05);
  expect(Math.abs(adjustedMutualInformation(truth, found))).toBeLessThan(0.1);
  expect(vMeasure(truth, found)).toBeGreaterThan(0.4);
});
