import { seededRandom } from '../topics/cluster/random.ts';

/** Bits of a sketch. */
export const BITS = 2048;
/** The same in words of 32 bits. */
export const WORDS = BITS / 32;

/**
 * Boils a vector down to bits, so that the share of bits in which two differ estimates the angle between them, by some
 * two degrees: on which side of random hyperplanes it lies (Charikar 2002). The hyperplanes are those of two rounds of
 * random signs and a Hadamard transform (Andoni et al. 2015), which takes n log n steps instead of n².
 *
 * @param vector of any length above 0; what it is scaled by is immaterial
 * @returns 64 words
 * @example
 * distance(sketchOf(a), sketchOf(b)) / BITS * Math.PI; // about the angle in radians
 */
export function sketchOf(vector: Float32Array): Int32Array {
  const size = Math.max(BITS, 2 ** Math.ceil(Math.log2(vector.length)));
  const rotated = new Float32Array(size);
  rotated.set(vector);
  for (const signs of signsFor(size)) {
    for (let i = 0; i < size; i++) rotated[i]! *= signs[i]!;
    transform(rotated);
  }
  const sketch = new Int32Array(WORDS);
  for (let i = 0; i < BITS; i++) if (rotated[i]! > 0) sketch[i >> 5]! |= 1 << (i & 31);
  return sketch;
}

/** In how many bits two sketches differ that begin at `i` of `a` and at the start of `b`. */
export function distance(a: Int32Array, b: Int32Array, i = 0): number {
  let sum = 0;
  for (let k = 0; k < WORDS; k++) {
    // Counts the ones of a word (Warren, Hacker's Delight, 5-1).
    let x = a[i + k]! ^ b[k]!;
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    sum += (((x + (x >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
  }
  return sum;
}

/** The Walsh-Hadamard transform, in place and unscaled. */
function transform(values: Float32Array): void {
  for (let half = 1; half < values.length; half *= 2)
    for (let start = 0; start < values.length; start += 2 * half)
      for (let i = start; i < start + half; i++) {
        const a = values[i]!;
        const b = values[i + half]!;
        values[i] = a + b;
        values[i + half] = a - b;
      }
}

const known = new Map<number, Float32Array[]>();

/** The same in every process. */
function signsFor(size: number): Float32Array[] {
  const made = known.get(size);
  if (made) return made;
  const random = seededRandom(size);
  const signs = [0, 1].map(() => Float32Array.from({ length: size }, () => (random() < 0.5 ? -1 : 1)));
  known.set(size, signs);
  return signs;
}
