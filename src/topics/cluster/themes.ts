import { quantilesOfRandomPairs } from '../../similar/quantiles.ts';
import { dot, row } from '../matrix.ts';
import { findCommunities } from './communities.ts';
import { compact } from './compact.ts';
import { nearestNeighbours } from './neighbours.ts';
import { spread } from './random.ts';
import type { Units } from './units.ts';

const neighbours = 15;
/** Quantile of random pairs (in thousandths) that the mean pair of a theme must reach. */
const coherent = 900;
/** Units of which all pairs are taken as random pairs. */
const sampleSize = 400;

/**
 * Groups units by what their texts share alone: communities of the graph of shared neighbours. A community whose
 * mean pair is not among the closest tenth of random pairs is a remainder rather than a theme, and is left over.
 *
 * @returns a group number for each unit, -1 for those left over
 */
export function findThemes({ members, vectors }: Units): Int32Array {
  const communities = findCommunities(nearestNeighbours(compact(vectors), neighbours));
  const limit = quantilesOfRandomPairs(spread(sampleSize, members.length).map((i) => row(vectors, i)))[
    coherent
  ]!;
  const sums = new Map<number, { sum: Float32Array; count: number; square: number }>();
  for (let unit = 0; unit < members.length; unit++) {
    const vector = row(vectors, unit);
    const at = communities[unit]!;
    const entry = sums.get(at) ?? { sum: new Float32Array(vectors.columns), count: 0, square: 0 };
    for (let j = 0; j < vector.length; j++) entry.sum[j]! += vector[j]!;
    entry.square += dot(vector, vector);
    entry.count++;
    sums.set(at, entry);
  }
  return communities.map((community) => {
    const { sum, count, square } = sums.get(community)!;
    const meanPair = (dot(sum, sum) - square) / Math.max(1, count * (count - 1));
    return count > 1 && meanPair < limit ? -1 : community;
  });
}
