import { type Matrix, normalizeRows, row, zeros } from '../matrix.ts';
import { leadingDirections, project } from './directions.ts';
import { spread } from './random.ts';

const columns = 64;
const sampleSize = 1000;

/** The same rows in the 64 leading directions, as unit vectors: neighbours stay neighbours, at a small part of the cost. */
export function compact(matrix: Matrix): Matrix {
  if (matrix.columns <= columns) return matrix;
  const places = spread(sampleSize, matrix.rows);
  const sample = zeros(places.length, matrix.columns);
  for (const [k, place] of places.entries()) row(sample, k).set(row(matrix, place));
  return normalizeRows(project(matrix, leadingDirections(sample, columns).axes));
}
