import { dot, type Matrix, normalizeRows, row, zeros } from '../matrix.ts';
import { seededRandom } from './random.ts';

/** Orthogonal unit directions as rows, the widest first, and the variance of the data along each. */
export interface Directions {
  axes: Matrix;
  variances: Float64Array;
}

const passes = 3;

/**
 * The `count` directions along which the rows vary most about the origin: subspace iteration
 * (Halko, Martinsson and Tropp 2011, algorithm 4.4), close enough to principal components and far cheaper.
 */
export function leadingDirections(sample: Matrix, count: number): Directions {
  const random = seededRandom(1);
  const columns = sample.columns;
  let axes = zeros(Math.min(count, columns, sample.rows), columns);
  for (let i = 0; i < axes.data.length; i++) axes.data[i] = random() - 0.5;
  orthogonalize(axes);
  for (let pass = 0; pass < passes; pass++) {
    const next = zeros(axes.rows, columns);
    const loadings = project(sample, axes);
    for (let i = 0; i < sample.rows; i++) {
      const vector = row(sample, i);
      for (let k = 0; k < axes.rows; k++) {
        const axis = row(next, k);
        const loading = loadings.data[i * axes.rows + k]!;
        for (let j = 0; j < columns; j++) axis[j]! += loading * vector[j]!;
      }
    }
    axes = orthogonalize(next);
  }
  const variances = new Float64Array(axes.rows);
  const loadings = project(sample, axes);
  for (let i = 0; i < loadings.data.length; i++)
    variances[i % axes.rows]! += loadings.data[i]! ** 2 / sample.rows;
  return { axes, variances };
}

/** Coordinates of each row along each axis: a matrix of `matrix.rows` by `axes.rows`. */
export function project(matrix: Matrix, axes: Matrix): Matrix {
  const out = zeros(matrix.rows, axes.rows);
  const { data: x, columns } = matrix;
  const { data: a, rows: count } = axes;
  for (let i = 0; i < matrix.rows; i++) {
    const from = i * columns;
    let k = 0;
    // Four axes at a time, so that each number of the row is read once for all of them.
    for (; k + 3 < count; k += 4) {
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      const [a0, a1, a2, a3] = [k * columns, (k + 1) * columns, (k + 2) * columns, (k + 3) * columns];
      for (let j = 0; j < columns; j++) {
        const value = x[from + j]!;
        s0 += value * a[a0 + j]!;
        s1 += value * a[a1 + j]!;
        s2 += value * a[a2 + j]!;
        s3 += value * a[a3 + j]!;
      }
      const to = i * count + k;
      out.data[to] = s0;
      out.data[to + 1] = s1;
      out.data[to + 2] = s2;
      out.data[to + 3] = s3;
    }
    for (; k < count; k++) out.data[i * count + k] = dot(row(matrix, i), row(axes, k));
  }
  return out;
}

/** Makes the rows orthogonal and of length 1, in place (Gram-Schmidt, twice, which is enough). */
function orthogonalize(axes: Matrix): Matrix {
  for (let i = 0; i < axes.rows; i++) {
    const axis = row(axes, i);
    for (const _ of [1, 2]) {
      const length = Math.sqrt(dot(axis, axis));
      if (length > 0) for (let j = 0; j < axis.length; j++) axis[j]! /= length;
      for (let k = 0; k < i; k++) {
        const other = row(axes, k);
        const share = dot(axis, other);
        for (let j = 0; j < axis.length; j++) axis[j]! -= share * other[j]!;
      }
    }
  }
  return normalizeRows(axes);
}
