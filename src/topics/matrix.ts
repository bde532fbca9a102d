/** Vectors stacked as rows: row `i` is `data[i * columns]` to `data[(i + 1) * columns - 1]`. */
export interface Matrix {
  data: Float32Array;
  rows: number;
  columns: number;
}

/** A matrix of zeros. */
export const zeros = (rows: number, columns: number): Matrix => ({
  data: new Float32Array(rows * columns),
  rows,
  columns,
});

/** A matrix of zeros that can be handed to another thread without being copied. */
export const sharedZeros = (rows: number, columns: number): Matrix => ({
  data: new Float32Array(new SharedArrayBuffer(rows * columns * Float32Array.BYTES_PER_ELEMENT)),
  rows,
  columns,
});

/** Row `i` as a view: writing to it writes to the matrix. */
export const row = (matrix: Matrix, i: number): Float32Array =>
  matrix.data.subarray(i * matrix.columns, (i + 1) * matrix.columns);

/** Inner product: for unit vectors, the cosine of their angle. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Scales every row to length 1 in place; rows of zeros (texts without content) stay zero. */
export function normalizeRows(matrix: Matrix): Matrix {
  for (let i = 0; i < matrix.rows; i++) {
    const vector = row(matrix, i);
    let square = 0;
    for (const x of vector) square += x * x;
    if (square > 0) {
      const scale = 1 / Math.sqrt(square);
      for (let j = 0; j < vector.length; j++) vector[j]! *= scale;
    }
  }
  return matrix;
}
