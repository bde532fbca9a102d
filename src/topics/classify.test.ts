import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Classifier, classify, learn, leaveOneOut } from './classify.ts';

/** Random pairs are spread evenly over -1 to 1, as directions in space are. */
const calibration = { at: (quantile: number) => 2 * quantile - 1 };

const at = (degrees: number) => {
  const radians = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(radians), Math.sin(radians));
};
const watch = (name: string, ...degrees: number[]) => learn(name, degrees.map(at), calibration);

describe('learn', () => {
  it('asks of one example that only 1 random message in 1,000 be as close', () => {
    expect(watch('a', 0).threshold).toBeCloseTo(calibration.at(0.999));
  });

  it('is neither laxer than 1 random message in 100 nor stricter than 1 pair in 1,000, however alike the examples', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 359 }), { minLength: 2, maxLength: 9 }), (degrees) => {
        const { threshold } = watch('a', ...degrees);
        expect(threshold).toBeGreaterThanOrEqual(calibration.at(1 - 0.01 / degrees.length));
        expect(threshold).toBeLessThanOrEqual(calibration.at(0.999));
      }),
    );
  });
});

describe('classify', () => {
  it('gives a message to the watch that it fits best, and to none where it fits none', () => {
    const watches = [watch('north', 90, 92, 94), watch('east', 0, 2, 4)];
    expect(classify(at(91), watches)).toBe('north');
    expect(classify(at(3), watches)).toBe('east');
    expect(classify(at(200), watches)).toBeUndefined();
    expect(classify(at(0), [])).toBeUndefined();
  });
});

describe('leaveOneOut', () => {
  const trial = (watches: readonly Classifier[], name: string) => leaveOneOut(watches, calibration).get(name);

  it('finds nothing wrong with watches that lie apart', () => {
    const watches = [watch('north', 90, 90.1, 90.2), watch('east', 0, 0.1, 0.2)];
    expect(trial(watches, 'north')).toEqual({ precision: 1, recall: 1 });
  });

  it('tells of examples that another watch claims', () => {
    const watches = [watch('a', 0, 0.1, 0.2, 89.5), watch('b', 90, 90.4, 90.5)];
    expect(trial(watches, 'a')).toEqual({ precision: 1, recall: 3 / 4 });
    expect(trial(watches, 'b')).toEqual({ precision: 3 / 4, recall: 1 });
  });

  it('does not judge by a single example', () => {
    expect(trial([watch('a', 0)], 'a')).toEqual({ precision: null, recall: null });
  });
});
