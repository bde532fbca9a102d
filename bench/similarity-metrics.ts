/** The dot product: for vectors of length 1, their cosine. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Spearman's rank correlation: Pearson's of the ranks, where equal values share the mean of their ranks. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [centredRanks(a), centredRanks(b)];
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

function centredRanks(values: readonly number[]): Float32Array {
  const order = [...values.keys()].sort((i, j) => values[i]! - values[j]!);
  const ranks = new Float32Array(values.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (const i of order.slice(start, end)) ranks[i] = (start + end - values.length) / 2;
  }
  return ranks;
}

/**
 * Of the `k` others that are most similar to each item, the share that carries its label; the mean over all items.
 *
 * @param similarity of the items numbered so
 */
export function precisionAt(
  k: number,
  labels: readonly string[],
  similarity: (i: number, j: number) => number,
): number {
  let agreeing = 0;
  for (let i = 0; i < labels.length; i++) {
    const row = Float32Array.from(labels, (_, j) => (j === i ? -Infinity : similarity(i, j)));
    const nearest = [...row.keys()].sort((a, b) => row[b]! - row[a]!).slice(0, k);
    agreeing += nearest.filter((j) => labels[j] === labels[i]).length;
  }
  return agreeing / (k * labels.length);
}
