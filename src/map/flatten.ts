import { leadingDirections, project } from '../topics/cluster/directions.ts';
import { spread } from '../topics/cluster/random.ts';
import { type Matrix, normalizeRows, row, zeros } from '../topics/matrix.ts';

const directions = 64;
const sample = 4_000;

/** The same vectors with few columns, the directions of widest spread first: neighbours stay nearly the same and are found far sooner. */
export function flatten(vectors: Matrix): Matrix {
  if (vectors.rows === 0) return zeros(0, 1);
  const chosen = spread(sample, vectors.rows);
  const part = zeros(chosen.length, vectors.columns);
  chosen.forEach((i, at) => {
    row(part, at).set(row(vectors, i));
  });
  return normalizeRows(project(vectors, leadingDirections(part, directions).axes));
}
