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
    axes = orthogonalize(combine(sample, project(sample, axes)));
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
  // Two rows by four axes at a time: each number is read once for several products, which is twice as fast.
  const [evenRows, evenAxes] = [matrix.rows - (matrix.rows % 2), count - (count % 4)];
  for (let i = 0; i < evenRows; i += 2) {
    const x0 = i * columns;
    const x1 = x0 + columns;
    for (let k = 0; k < evenAxes; k += 4) {
      const a0 = k * columns;
      const a1 = a0 + columns;
      const a2 = a1 + columns;
      const a3 = a2 + columns;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let t0 = 0;
      let t1 = 0;
      let t2 = 0;
      let t3 = 0;
      for (let j = 0; j < columns; j++) {
        const v = x[x0 + j]!;
        const w = x[x1 + j]!;
        const p = a[a0 + j]!;
        const q = a[a1 + j]!;
        const r = a[a2 + j]!;
        const s = a[a3 + j]!;
        s0 += v * p;
        s1 += v * q;
        s2 += v * r;
        s3 += v * s;
        t0 += w * p;
        t1 += w * q;
        t2 += w * r;
        t3 += w * s;
      }
      out.data.set([s0, s1, s2, s3], i * count + k);
      out.data.set([t0, t1, t2, t3], (i + 1) * count + k);
    }
  }
  for (let i = 0; i < matrix.rows; i++)
    for (let k = i < evenRows ? evenAxes : 0; k < count; k++)
      out.data[i * count + k] = dot(row(matrix, i), row(axes, k));
  return out;
}

/** For each column of `loadings` the sum of the rows, each times its loading. */
function combine(matrix: Matrix, loadings: Matrix): Matrix {
  const { data: x, columns } = matrix;
  const { data: l, columns: count } = loadings;
  const out = zeros(count, columns);
  // Four rows at a time: each sum is read and written once for all of them.
  const even = matrix.rows - (matrix.rows % 4);
  for (let i = 0; i < even; i += 4) {
    const x0 = i * columns;
    const x1 = x0 + columns;
    const x2 = x1 + columns;
    const x3 = x2 + columns;
    for (let k = 0; k < count; k++) {
      const p = l[i * count + k]!;
      const q = l[(i + 1) * count + k]!;
      const r = l[(i + 2) * count + k]!;
      const s = l[(i + 3) * count + k]!;
      const sum = row(out, k);
      for (let j = 0; j < columns; j++)
        sum[j]! += p * x[x0 + j]! + q * x[x1 + j]! + r * x[x2 + j]! + s * x[x3 + j]!;
    }
  }
  for (let i = even; i < matrix.rows; i++)
    for (let k = 0; k < count; k++) {
      const sum = row(out, k);
      for (let j = 0; j < columns; j++) sum[j]! += l[i * count + k]! * x[i * columns + j]!;
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
