import { kmeans } from 'ml-kmeans';
import { type Matrix, row } from '../src/topics/matrix.ts';

/** The baseline of clustering: `ml-kmeans` on the full vectors, told the number of clusters. */
export function plainKMeans(vectors: Matrix, k: number): number[] {
  const rows = Array.from({ length: vectors.rows }, (_, i) => Array.from(row(vectors, i)));
  const initialization = Array.from({ length: k }, (_, c) =>
    rows[Math.floor((c * rows.length) / k)]!.slice(),
  );
  return kmeans(rows, k, { initialization, maxIterations: 10 }).clusters;
}
