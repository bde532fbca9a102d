import { expect, test } from 'vitest';
import { seededRandom } from '../topics/cluster/random.ts';
import { normalizeRows, zeros } from '../topics/matrix.ts';
import { layOut } from './layout.ts';

/** Rows in `groups` groups, each about an axis of its own. */
function grouped(rows: number, groups: number) {
  const random = seededRandom(3);
  const matrix = zeros(rows, 16);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < 16; j++)
      matrix.data[i * 16 + j] = (j === i % groups ? 1 : 0) + 0.3 * (random() - 0.5);
  return normalizeRows(matrix);
}

test('however few rows there are, each gets a place', () => {
  for (const rows of [0, 1, 2, 3, 4, 5, 17, 18]) {
    const positions = layOut(grouped(rows, 2));
    expect(positions).toHaveLength(2 * rows);
    expect(positions.every(Number.isFinite)).toBe(true);
  }
});

test('rows of zeros and rows that are all the same get a place', () => {
  const matrix = zeros(12, 16);
  for (let i = 0; i < 6; i++) matrix.data[i * 16] = 1;
  expect(layOut(matrix).every(Number.isFinite)).toBe(true);
});

test('what is alike lies together, in the same way every time', () => {
  const matrix = grouped(120, 4);
  const positions = layOut(matrix);
  expect(layOut(matrix)).toEqual(positions);
  const away = (i: number, j: number) =>
    Math.hypot(positions[2 * i]! - positions[2 * j]!, positions[2 * i + 1]! - positions[2 * j + 1]!);
  for (let i = 0; i < 120; i++) {
    const others = Array.from({ length: 120 }, (_, j) => j).filter((j) => j !== i);
    const nearest = others.toSorted((a, b) => away(i, a) - away(i, b)).slice(0, 5);
    expect(nearest.filter((j) => j % 4 === i % 4).length).toBeGreaterThanOrEqual(4);
  }
});
