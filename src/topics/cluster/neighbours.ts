import { kmeans } from 'ml-kmeans';
import { dot, type Matrix, normalizeRows, row, zeros } from '../matrix.ts';
import { spread } from './random.ts';

/** The nearest other rows of each row, the best first: row `i` has `ids[i * k]` to `ids[(i + 1) * k - 1]`, -1 where there are fewer. */
export interface Neighbours {
  k: number;
  ids: Int32Array;
  similarities: Float32Array;
}

/** Up to here every pair is compared; beyond, each row is compared with the rows of the likeliest lists only. */
const exactUpTo = 4096;
const probes = 6;

/**
 * The `k` nearest neighbours of each row by inner product; rows are unit vectors, and rows of zeros have none.
 *
 * Exact for up to 4,096 rows. Beyond, rows are kept in lists around centroids and each looks into the 6 nearest
 * lists (an inverted file, as in Jégou, Douze and Schmid 2011), which finds nearly all at a small part of the cost.
 */
export function nearestNeighbours(matrix: Matrix, k: number): Neighbours {
  const { rows } = matrix;
  const lists = makeLists(matrix, rows <= exactUpTo ? 1 : Math.round(Math.sqrt(rows)));
  const ids = new Int32Array(rows * k).fill(-1);
  const similarities = new Float32Array(rows * k).fill(Number.NEGATIVE_INFINITY);
  const nearness = new Float32Array(lists.centroids.rows);
  for (let i = 0; i < rows; i++) {
    const query = row(matrix, i);
    if (!query.some((x) => x !== 0)) continue;
    for (const list of likeliestLists(lists, query, nearness))
      searchList(lists, list, query, i, k, ids, similarities);
  }
  return { k, ids, similarities };
}

interface Lists {
  centroids: Matrix;
  /** Rows in the order of their lists; list `l` has those from `starts[l]` to before `starts[l + 1]`. */
  sorted: Matrix;
  ids: Int32Array;
  starts: Int32Array;
}

function makeLists(matrix: Matrix, count: number): Lists {
  const centroids = centroidsOf(matrix, count);
  const list = nearestRows(matrix, centroids);
  const starts = new Int32Array(count + 1);
  for (const l of list) starts[l + 1]!++;
  for (let l = 0; l < count; l++) starts[l + 1]! += starts[l]!;
  const next = starts.slice();
  const ids = new Int32Array(matrix.rows);
  const sorted = zeros(matrix.rows, matrix.columns);
  for (let i = 0; i < matrix.rows; i++) {
    const at = next[list[i]!]!++;
    ids[at] = i;
    row(sorted, at).set(row(matrix, i));
  }
  return { centroids, sorted, ids, starts };
}

/** K-means on a sample, two rounds: lists need not be good, only even. */
function centroidsOf(matrix: Matrix, count: number): Matrix {
  const centroids = zeros(count, matrix.columns);
  if (count === 1) return centroids;
  const rowsAt = (places: number[]) => places.map((i) => Array.from(row(matrix, i)));
  const initialization = rowsAt(spread(count, matrix.rows));
  const sample = rowsAt(spread(count * 32, matrix.rows));
  const found = kmeans(sample, count, { initialization, maxIterations: 2 });
  for (const [l, centroid] of found.centroids.entries()) row(centroids, l).set(centroid);
  return normalizeRows(centroids);
}

/** For each row, the number of the most similar row of `others`. */
function nearestRows(matrix: Matrix, others: Matrix): Int32Array {
  const nearest = new Int32Array(matrix.rows);
  const all = new Float32Array(others.rows);
  for (let i = 0; others.rows > 1 && i < matrix.rows; i++) {
    dots(others, 0, others.rows, row(matrix, i), all);
    let best = 0;
    for (let l = 1; l < all.length; l++) if (all[l]! > all[best]!) best = l;
    nearest[i] = best;
  }
  return nearest;
}

function likeliestLists(lists: Lists, query: Float32Array, nearness: Float32Array): number[] {
  const count = lists.centroids.rows;
  if (count === 1) return [0];
  dots(lists.centroids, 0, count, query, nearness);
  const best: number[] = [];
  for (let l = 0; l < count; l++) {
    if (best.length === probes && nearness[l]! <= nearness[best[probes - 1]!]!) continue;
    let at = Math.min(best.length, probes - 1);
    for (; at > 0 && nearness[best[at - 1]!]! < nearness[l]!; at--) best[at] = best[at - 1]!;
    best[at] = l;
  }
  return best;
}

const block = new Float32Array(256);

function searchList(
  lists: Lists,
  list: number,
  query: Float32Array,
  self: number,
  k: number,
  ids: Int32Array,
  similarities: Float32Array,
): void {
  const end = lists.starts[list + 1]!;
  const first = self * k;
  const last = first + k - 1;
  for (let from = lists.starts[list]!; from < end; from += block.length) {
    const to = Math.min(from + block.length, end);
    dots(lists.sorted, from, to, query, block);
    for (let r = from; r < to; r++) {
      const similarity = block[r - from]!;
      const id = lists.ids[r]!;
      if (similarity <= similarities[last]! || id === self) continue;
      let at = last;
      for (; at > first && similarities[at - 1]! < similarity; at--) {
        similarities[at] = similarities[at - 1]!;
        ids[at] = ids[at - 1]!;
      }
      similarities[at] = similarity;
      ids[at] = id;
    }
  }
}

/** Inner products of `query` with the rows `from` to before `to`; four rows at a time, which is twice as fast. */
function dots(matrix: Matrix, from: number, to: number, query: Float32Array, out: Float32Array): void {
  const { data, columns } = matrix;
  let r = from;
  for (; r + 3 < to; r += 4) {
    const [r0, r1, r2, r3] = [r * columns, (r + 1) * columns, (r + 2) * columns, (r + 3) * columns];
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let j = 0; j < columns; j++) {
      const x = query[j]!;
      s0 += x * data[r0 + j]!;
      s1 += x * data[r1 + j]!;
      s2 += x * data[r2 + j]!;
      s3 += x * data[r3 + j]!;
    }
    out[r - from] = s0;
    out[r - from + 1] = s1;
    out[r - from + 2] = s2;
    out[r - from + 3] = s3;
  }
  for (; r < to; r++) out[r - from] = dot(row(matrix, r), query);
}
