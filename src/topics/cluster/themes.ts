import { dot, type Matrix, normalizeRows, row, zeros } from '../matrix.ts';
import { findCommunities } from './communities.ts';
import { compact } from './compact.ts';
import { nearestNeighbours } from './neighbours.ts';
import { seededRandom, spread } from './random.ts';
import { meanShares, sharesOfNeighbours } from './sharing.ts';
import type { Units } from './units.ts';

const neighbours = 15;
/** Rows of the structureless vectors. */
const sampleSize = 2048;
/** Units of which all pairs are looked at. */
const pairSample = 400;

/**
 * Groups units by what their texts share alone: communities of the graph of shared neighbours. A theme is dense (most
 * of its units share more neighbours than 99 of 100 vectors without structure would) or stands apart (its mean pair
 * is closer than 95 of 100 pairs from different communities). Other communities are what is left between the themes,
 * and left over.
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
  const apart = similarityApart(vectors, communities);
  const sums = sumsOf(vectors, communities);
  return communities.map((c) => {
    if (size[c] === 1 || dense[c]! * 2 > size[c]!) return c;
    const sum = sums.get(c)!;
    const meanPair = (dot(sum, sum) - size[c]!) / (size[c]! * (size[c]! - 1));
    return meanPair > apart ? c : -1;
  });
}

/** The similarity that 95 of 100 pairs from different communities stay under. */
function similarityApart(vectors: Matrix, communities: Int32Array): number {
  const places = spread(pairSample, vectors.rows);
  const between = places.flatMap((a) =>
    places
      .filter((b) => b < a && communities[a] !== communities[b])
      .map((b) => dot(row(vectors, a), row(vectors, b))),
  );
  return quantile(Float32Array.from(between), 0.95);
}

function sumsOf(vectors: Matrix, communities: Int32Array): Map<number, Float32Array> {
  const sums = new Map<number, Float32Array>();
  for (const [unit, community] of communities.entries()) {
    const sum = sums.get(community) ?? new Float32Array(vectors.columns);
    sums.set(community, sum);
    const vector = row(vectors, unit);
    for (let j = 0; j < sum.length; j++) sum[j]! += vector[j]!;
  }
  return sums;
}

const quantile = (values: Float32Array, q: number): number =>
  values.sort()[Math.floor(q * (values.length - 1))] ?? 0;

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
  return quantile(meanShares(shares, neighbours), 0.99);
}
