import type { Neighbours } from './neighbours.ts';

/**
 * How many of their neighbours each row and its neighbour have in common, 0 to 1, in the order of `neighbours.ids`
 * (Jarvis and Patrick 1973, as Jaccard's index; each counts as its own neighbour).
 */
export function sharesOfNeighbours({ k, ids }: Neighbours): Float32Array {
  const rows = ids.length / k;
  const shares = new Float32Array(ids.length);
  const mark = new Int32Array(rows).fill(-1);
  for (let i = 0; i < rows; i++) {
    mark[i] = i;
    for (let e = i * k; e < (i + 1) * k; e++) if (ids[e]! >= 0) mark[ids[e]!] = i;
    for (let e = i * k; e < (i + 1) * k; e++) {
      const j = ids[e]!;
      if (j < 0) continue;
      let common = 1;
      for (let f = j * k; f < (j + 1) * k; f++) if (ids[f]! >= 0 && mark[ids[f]!] === i) common++;
      shares[e] = common / (2 * (k + 1) - common);
    }
  }
  return shares;
}

/** The mean over the neighbours of each row. */
export const meanShares = (shares: Float32Array, k: number): Float32Array =>
  Float32Array.from({ length: shares.length / k }, (_, i) => {
    let sum = 0;
    for (let e = i * k; e < (i + 1) * k; e++) sum += shares[e]!;
    return sum / k;
  });
