import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationOf } from './calibrate.ts';
import { quantilesOfRandomPairs } from './quantiles.ts';

const atAngle = (radians: number) => Float32Array.of(Math.cos(radians), Math.sin(radians));
/** Unit vectors in a plane, more of them near angle 0. */
const fan = (n: number) => Array.from({ length: n }, (_, i) => atAngle((Math.PI * i * i) / (n * n)));

describe('quantilesOfRandomPairs', () => {
  it('agrees with every pair where it only sees a sample', () => {
    const vectors = fan(1500);
    const scale = calibrationOf(quantilesOfRandomPairs(vectors));
    for (const similarity of [-0.5, 0, 0.6, 0.9, 0.99]) {
      let below = 0;
      let pairs = 0;
      for (let i = 0; i < vectors.length; i++)
        for (let j = 0; j < i; j++) {
          const [a, b] = [vectors[i]!, vectors[j]!];
          pairs++;
          if (a[0]! * b[0]! + a[1]! * b[1]! < similarity) below++;
        }
      expect(scale.percentile(similarity)).toBeCloseTo((below / pairs) * 100, -0.3);
    }
  });

  it('is the same for the same seed, and rises', () => {
    const vectors = fan(800);
    const quantiles = quantilesOfRandomPairs(vectors, 7);
    expect(quantiles).toEqual(quantilesOfRandomPairs(vectors, 7));
    expect(quantiles).not.toEqual(quantilesOfRandomPairs(vectors, 8));
    expect(quantiles).toEqual(quantiles.toSorted());
    expect(quantiles).toHaveLength(1001);
  });

  it('reads rows of a matrix as it reads vectors', () => {
    const vectors = fan(30);
    const data = Float32Array.from(vectors.flatMap((v) => [...v]));
    expect(quantilesOfRandomPairs({ data, rows: 30, columns: 2 })).toEqual(quantilesOfRandomPairs(vectors));
  });

  it('leaves out texts without content and pairs of the same text', () => {
    const vectors = [atAngle(0), atAngle(1), atAngle(2)];
    const padded = [...vectors, atAngle(0), new Float32Array(2)];
    const scale = calibrationOf(quantilesOfRandomPairs(padded));
    // Of six pairs only the one of equal texts is dropped: five are left, and the largest stands at 5/6.
    expect(scale.at(5 / 6)).toBeCloseTo(Math.cos(1), 2);
  });

  it('claims little from few messages', () => {
    const none = calibrationOf(quantilesOfRandomPairs([]));
    expect(none.percentile(0)).toBeCloseTo(50);
    const three = calibrationOf(quantilesOfRandomPairs([atAngle(0), atAngle(1.4), atAngle(2.8)]));
    expect(three.percentile(0.5)).toBeLessThan(95);
    expect(three.percentile(1)).toBe(100);
  });
});

describe('calibrationOf', () => {
  it('finds the way back from a quantile to its percentile', () => {
    const scale = calibrationOf(quantilesOfRandomPairs(fan(900)));
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (quantile) => {
        expect(scale.percentile(scale.at(quantile))).toBeCloseTo(quantile * 100, 1);
      }),
    );
  });

  it('never ranks a closer pair lower', () => {
    const scale = calibrationOf(quantilesOfRandomPairs(fan(60)));
    const cosine = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(cosine, cosine, (a, b) => {
        expect(scale.percentile(Math.max(a, b))).toBeGreaterThanOrEqual(scale.percentile(Math.min(a, b)));
      }),
    );
  });
});
