import { dot, type Matrix, row } from '../topics/matrix.ts';
import type { Positions } from './layout.ts';

/** So many neighbours say where something new belongs. */
const company = 8;

/**
 * Gives a position to each row that has none, between those that it is most similar to, and moves no other: that is
 * where UMAP, too, lets new points begin.
 *
 * @param known NaN where a row has no position
 */
export function placeAmong(vectors: Matrix, known: Positions): Positions {
  const positions = known.slice();
  const placed = [...Array(vectors.rows).keys()].filter((i) => !Number.isNaN(known[2 * i]!));
  for (let i = 0; i < vectors.rows; i++) {
    if (!Number.isNaN(known[2 * i]!)) continue;
    const near = nearest(vectors, placed, row(vectors, i));
    let [x, y, total] = [0, 0, 1e-9];
    for (const [similarity, j] of near) {
      // To the fourth power, so that the nearest decide: half way between two topics there is nothing.
      const weight = Math.max(similarity, 0.001) ** 4;
      x += weight * known[2 * j]!;
      y += weight * known[2 * j + 1]!;
      total += weight;
    }
    positions[2 * i] = x / total;
    positions[2 * i + 1] = y / total;
  }
  return positions;
}

function nearest(vectors: Matrix, among: readonly number[], query: Float32Array): [number, number][] {
  const best: [similarity: number, row: number][] = [];
  for (const j of among) {
    const similarity = dot(row(vectors, j), query);
    if (best.length === company && similarity <= best[company - 1]![0]) continue;
    let at = Math.min(best.length, company - 1);
    for (; at > 0 && best[at - 1]![0] < similarity; at--) best[at] = best[at - 1]!;
    best[at] = [similarity, j];
  }
  return best;
}
