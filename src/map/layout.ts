import { UMAP } from 'umap-js';
import { nearestNeighbours } from '../topics/cluster/neighbours.ts';
import { seededRandom } from '../topics/cluster/random.ts';
import { type Matrix, row } from '../topics/matrix.ts';

/** Positions on a plane: `x` and `y` of row `i` at `2 * i` and `2 * i + 1`; NaN where there is none. */
export type Positions = Float32Array;

/** Neighbours of each row that are to stay its neighbours: UMAP's own default. */
const neighbours = 15;
/** Rounds: many where they cost little. More than 100 of 20,000 rows change little (bench/map.ts). */
const [least, most, work] = [100, 400, 2_000_000];
/** Half the width of the plane on which rows start, as in UMAP. */
const reach = 10;

/**
 * Lays unit vectors out on a plane so that what is alike lies together: UMAP (McInnes, Healy and Melville 2018) on
 * neighbours that are found here. The same rows give the same positions. Long: 20,000 rows take a thread half a minute.
 *
 * @param vectors few columns, for neighbours are cheap to find then; see `flatten`
 * @param start where rows begin; those without a position begin along the directions of widest spread
 */
export function layOut(vectors: Matrix, start?: Positions): Positions {
  const { rows } = vectors;
  // The library wants more rows than neighbours, and counts a row among its own.
  const k = Math.min(neighbours, rows - 2);
  if (rows < 4) return start?.every((x) => !Number.isNaN(x)) ? start : inARow(rows);
  const { ids, similarities } = nearestNeighbours(vectors, k);
  const nEpochs = Math.min(Math.max(Math.round(work / rows), least), most);
  const umap = new UMAP({ nNeighbors: k + 1, minDist: 0.15, nEpochs, random: seededRandom(1) });
  // A row counts as its own first neighbour. What has too few (a row of zeros) is filled up with itself.
  const places = (i: number) => Array.from({ length: k }, (_, n) => i * k + n);
  const all = Array.from({ length: rows }, (_, i) => i);
  umap.setPrecomputedKNN(
    all.map((i) => [i, ...places(i).map((at) => (ids[at]! < 0 ? i : ids[at]!))]),
    all.map((i) => [0, ...places(i).map((at) => (ids[at]! < 0 ? 0 : Math.max(1 - similarities[at]!, 0)))]),
  );
  // Where neighbours are given, it asks of the rows only how many there are.
  const epochs = umap.initializeFit(all.map(() => []));
  const embedding = umap.getEmbedding();
  begin(embedding, vectors, start);
  for (let epoch = 0; epoch < epochs; epoch++) umap.step();
  return Float32Array.from(embedding.flat());
}

const inARow = (rows: number): Positions =>
  Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 ? 0 : i / 2 - (rows - 1) / 2));

/** An order at the start gives the whole an order, too, and not only its neighbourhoods. */
function begin(embedding: number[][], vectors: Matrix, start?: Positions): void {
  const random = seededRandom(2);
  let widest = 1e-9;
  for (let i = 0; i < vectors.rows; i++)
    for (const d of [0, 1]) widest = Math.max(widest, Math.abs(row(vectors, i)[d] ?? 0));
  embedding.forEach((place, i) => {
    for (const d of [0, 1]) {
      const from = start?.[2 * i + d] ?? Number.NaN;
      const along = ((row(vectors, i)[d] ?? 0) / widest) * reach;
      place[d] = (Number.isNaN(from) ? along : from) + (random() - 0.5) * 0.01;
    }
  });
}
