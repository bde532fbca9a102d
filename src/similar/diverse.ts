import { dot, type Matrix, row } from '../topics/matrix.ts';
import type { Calibration } from './calibrate.ts';

/** How much being wanted weighs against being new. */
const wanted = 0.7;

/**
 * Reorders results so that each says something new: the next is the one that is wanted most and least like those
 * before it (maximal marginal relevance; Carbonell and Goldstein 1998). Likeness is counted from what random pairs
 * have.
 *
 * @param scores what ranked the results, best first
 * @param vectors row `i` for result `i`
 * @returns indices, in their new order
 */
export function diversify(scores: readonly number[], vectors: Matrix, calibration: Calibration): number[] {
  const usual = calibration.at(0.5);
  const likeness = scores.map(() => 0);
  const left = new Set(scores.keys());
  const order: number[] = [];
  while (left.size > 0) {
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (const i of left) {
      const worth = (wanted * scores[i]!) / scores[0]! - (1 - wanted) * likeness[i]!;
      if (worth > most) [best, most] = [i, worth];
    }
    left.delete(best);
    order.push(best);
    for (const i of left) {
      const alike = (dot(row(vectors, i), row(vectors, best)) - usual) / (1 - usual);
      likeness[i] = Math.max(likeness[i]!, alike);
    }
  }
  return order;
}
