import { seededRandom } from '../topics/cluster/random.ts';
import { dot, type Matrix, row } from '../topics/matrix.ts';

const steps = 1000;
const wantedPairs = 100_000;

/**
 * The similarities of random pairs as 1,001 quantiles: 0, .001, ... 1.
 *
 * Rows are unit vectors; rows of zeros carry nothing and are left out, and a pair of equal rows is the same text
 * twice and does not count. Up to some 450 rows every pair is taken, beyond that a sample drawn with `seed`. The
 * k-th smallest of m similarities stands at k/(m+1), and the ends of the cosine scale, -1 and 1, close the range: so
 * only an identical text reaches 1, and three messages claim no more certainty than three messages can give.
 */
export function quantilesOfRandomPairs(vectors: readonly Float32Array[] | Matrix, seed = 1): Float32Array {
  const rows = (isMatrix(vectors) ? rowsOf(vectors) : vectors).filter((r) => r.some((x) => x !== 0));
  const sorted = Float32Array.from(pairSimilarities(rows, seed)).sort();
  return Float32Array.from({ length: steps + 1 }, (_, i) => {
    const rank = (i / steps) * (sorted.length + 1);
    const below = Math.floor(rank);
    const low = sorted[below - 1] ?? (below === 0 ? -1 : 1);
    const high = sorted[below] ?? 1;
    return low + (high - low) * (rank - below);
  });
}

function* pairSimilarities(rows: readonly Float32Array[], seed: number): Generator<number> {
  const all = (rows.length * (rows.length - 1)) / 2;
  const pairs = all <= wantedPairs ? everyPair(rows.length) : randomPairs(rows.length, seed);
  for (const [i, j] of pairs) {
    const similarity = dot(rows[i]!, rows[j]!);
    if (similarity < 1 - 1e-5) yield similarity;
  }
}

function* everyPair(n: number): Generator<[number, number]> {
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) yield [i, j];
}

function* randomPairs(n: number, seed: number): Generator<[number, number]> {
  const random = seededRandom(seed);
  for (let k = 0; k < wantedPairs; k++) {
    const i = Math.floor(random() * n);
    const j = Math.floor(random() * (n - 1));
    yield [i, j < i ? j : j + 1];
  }
}

const isMatrix = (vectors: readonly Float32Array[] | Matrix): vectors is Matrix => 'columns' in vectors;

const rowsOf = (matrix: Matrix): Float32Array[] =>
  Array.from({ length: matrix.rows }, (_, i) => row(matrix, i));
