/** Numbers in [0, 1), the same for the same seed (Tommy Ettinger's Mulberry32, public domain). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` different numbers below `below`, in rising order, spread evenly: a sample that no seed can spoil. */
export const spread = (count: number, below: number): number[] =>
  count >= below
    ? Array.from({ length: below }, (_, i) => i)
    : Array.from({ length: count }, (_, i) => Math.floor((i * below) / count));
