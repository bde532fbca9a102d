import { describe, expect, it } from 'vitest';
import { seededRandom } from '../topics/cluster/random.ts';
import { BITS, distance, sketchOf } from './sketch.ts';

const random = seededRandom(3);
const unit = (length: number, share = 1) => {
  const vector = Float32Array.from({ length }, () => (random() < share ? random() - 0.5 : 0));
  const size = Math.hypot(...vector);
  return vector.map((x) => x / size);
};
const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe('a sketch', () => {
  it.for([
    { length: 24, share: 1 },
    { length: 1024, share: 1 },
    { length: 1024, share: 0.02 },
    { length: 1536, share: 1 },
  ])(
    'tells angles of $length numbers, a share of $share not zero, within a few degrees',
    ({ length, share }) => {
      for (let i = 0; i < 20; i++) {
        const [a, b] = [unit(length, share), unit(length, share)];
        const between = a.map((x, k) => x + (i / 5) * b[k]!);
        const angle = Math.acos(Math.min(1, cosine(a, between) / Math.hypot(...between)));
        const told = (distance(sketchOf(a), sketchOf(between)) / BITS) * Math.PI;
        // Four standard deviations of as many bits.
        expect(Math.abs(told - angle)).toBeLessThan((4 * Math.PI * 0.5) / Math.sqrt(BITS));
      }
    },
  );

  it('is the same whatever a vector is scaled by', () => {
    const a = unit(768);
    expect(sketchOf(a.map((x) => 5 * x))).toEqual(sketchOf(a));
  });
});
