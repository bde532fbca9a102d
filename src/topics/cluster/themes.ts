import { type Matrix, normalizeRows, zeros } from '../matrix.ts';
import { findCommunities } from './communities.ts';
import { compact } from './compact.ts';
import { nearestNeighbours } from './neighbours.ts';
import { seededRandom } from './random.ts';
import { meanShares, sharesOfNeighbours } from './sharing.ts';
import type { Units } from './units.ts';

const neighbours = 15;
/** Rows of the structureless vectors. */
const sampleSize = 2048;

/**
 * Groups units by what their texts share alone: communities of the graph of shared neighbours. A theme is dense: most
 * of its units share more neighbours than 99 of 100 vectors without structure would. Other communities are what is
 * left between the themes, and left over.
 *
 * @returns a group number for each unit, -1 for those left over
 */
export function findThemes({ members, vectors }: Units): Int32Array {
  const rows = compact(vectors);
  const near = nearestNeighbours(rows, neighbours);
  const shares = sharesOfNeighbours(near);
  const communities = findCommunities(near, shares);

  const limit = shareWithoutStructure(rows);
  const density = meanShares(shares, neighbours);
  const dense = new Int32Array(members.length);
  const size = new Int32Array(members.length);
  for (const [unit, community] of communities.entries()) {
    size[community]!++;
    if (density[unit]! > limit) dense[community]!++;
  }
  return communities.map((c) => (size[c] === 1 || dense[c]! * 2 > size[c]! ? c : -1));
}

/**
 * What 99 of 100 rows stay under if each number is drawn from its column by itself: as wide in every direction as the
 * real rows, but with no two directions connected (as in parallel analysis, Horn 1965).
 */
function shareWithoutStructure({ data, rows, columns }: Matrix): number {
  const random = seededRandom(1);
  const shuffled = zeros(Math.min(rows, sampleSize), columns);
  for (let e = 0; e < shuffled.data.length; e++)
    shuffled.data[e] = data[Math.floor(random() * rows) * columns + (e % columns)]!;
  const shares = sharesOfNeighbours(nearestNeighbours(normalizeRows(shuffled), neighbours));
  const sorted = meanShares(shares, neighbours).sort();
  return sorted[Math.floor(0.99 * (sorted.length - 1))] ?? 0;
}
