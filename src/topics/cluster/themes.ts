import { dot, type Matrix, normalizeRows, row, zeros } from '../matrix.ts';
import { findCommunities } from './communities.ts';
import { compact } from './compact.ts';
import { type Neighbours, nearestNeighbours } from './neighbours.ts';
import { seededRandom, spread } from './random.ts';
import { meanShares, sharesOfNeighbours } from './sharing.ts';
import type { Units } from './units.ts';
import { likenessByWords } from './words.ts';

const neighbours = 15;
/** Rows of the structureless vectors. */
const sampleSize = 2048;
/** Units of which all pairs are looked at. */
const pairSample = 400;
/** What having all neighbours in common counts in a tie, where having all words in common counts 1. */
const ofNeighbours = 0.3;
/** A theme's units have at least so much of their words in common with their neighbours… */
const inWords = 0.11;
/** …or so much of what the upper tenth of all units have: where people say one thing in many words, that is less. */
const ofUpperTenth = 0.45;

/**
 * Groups units by what their texts share alone: communities of the graph of nearest neighbours, where a tie counts by
 * the words that the two have in common, and by the neighbours.
 *
 * A theme is dense (most of its units share more neighbours than 99 of 100 vectors without structure would) or stands
 * apart (its mean pair is closer than 95 of 100 pairs from different communities), and it has words of its own: small
 * talk is alike in tone and length, and dense by that, but not in what it names. Other communities are what is left
 * between the themes, and left over.
 *
 * @param texts of the messages
 * @returns a group number for each unit, -1 for those left over
 */
export function findThemes({ members, vectors }: Units, texts: readonly string[]): Int32Array {
  const rows = compact(vectors);
  const near = nearestNeighbours(rows, neighbours);
  const shares = sharesOfNeighbours(near);
  const common = wordsInCommon(texts, members, near);
  const ties = shares.map((share, e) => common[e]! + ofNeighbours * share);
  const communities = findCommunities(near, ties);

  const limit = shareWithoutStructure(rows);
  const density = meanShares(shares, neighbours);
  const borneOut = meanShares(common, neighbours);
  const enoughWords = Math.min(inWords, ofUpperTenth * quantile(borneOut.slice(), 0.9));
  const dense = new Int32Array(members.length);
  const words = new Float64Array(members.length);
  const size = new Int32Array(members.length);
  for (const [unit, community] of communities.entries()) {
    size[community]!++;
    words[community]! += borneOut[unit]!;
    if (density[unit]! > limit) dense[community]!++;
  }
  const apart = similarityApart(vectors, communities);
  const sums = sumsOf(vectors, communities);
  return communities.map((c) => {
    if (size[c] === 1) return c;
    if (words[c]! < enoughWords * size[c]!) return -1;
    if (dense[c]! * 2 > size[c]!) return c;
    const sum = sums.get(c)!;
    const meanPair = (dot(sum, sum) - size[c]!) / (size[c]! * (size[c]! - 1));
    return meanPair > apart ? c : -1;
  });
}

/** How much each unit and its neighbour have in common in words, in the order of `near.ids`. */
function wordsInCommon(
  texts: readonly string[],
  members: readonly number[][],
  { k, ids }: Neighbours,
): Float32Array {
  const likeness = likenessByWords(members.map((inside) => inside.map((i) => texts[i]!).join('\n')));
  return Float32Array.from(ids, (b, e) => (b < 0 ? 0 : likeness(Math.floor(e / k), b)));
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
