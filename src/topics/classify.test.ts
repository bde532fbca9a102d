import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Classifier, classify, learn, leaveOneOut } from './classify.ts';

/** Random messages and pairs are spread evenly over -1 to 1, as directions in space are. */
const calibration = { at: (quantile: number) => 2 * quantile - 1 };

const at = (degrees: number) => {
  const radians = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(radians), Math.sin(radians));
};
const yardstick = { calibration, background: Array.from({ length: 360 }, (_, i) => at(i + 0.5)) };
const watch = (name: string, ...degrees: number[]) => learn(name, degrees.map(at), yardstick);
const letIn = (threshold: number, mean: Float32Array) =>
  yardstick.background.filter((vector) => vector[0]! * mean[0]! + vector[1]! * mean[1]! > threshold).length;

describe('learn', () => {
  it('asks of one example that only 1 random message in 1,000 be as close', () => {
    expect(watch('a', 0).threshold).toBeCloseTo(calibration.at(0.999));
  });

  it('lets in no more than 3 random messages in 100 unless they are as close as 1 pair in 1,000, however varied the examples', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 359 }), { minLength: 2, maxLength: 9 }), (degrees) => {
        const { threshold, mean } = watch('a', ...degrees);
        expect(threshold).toBeLessThanOrEqual(calibration.at(0.999));
        if (threshold < calibration.at(0.999)) expect(letIn(threshold, mean)).toBeLessThanOrEqual(0.03 * 360);
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
  const trial = (watches: readonly Classifier[], name: string) => leaveOneOut(watches, yardstick).get(name);

  it('finds nothing wrong with watches that lie apart', () => {
    const watches = [watch('north', 90, 90.1, 90.2), watch('east', 0, 0.1, 0.2)];
    expect(trial(watches, 'north')).toEqual({ precision: 1, recall: 1 });
  });

  it('tells of examples that another watch claims', () => {
    const watches = [watch('a', 90, 90.1, 90.2), watch('b', 90.05, 90.15, 90.25)];
    const precisions = watches.map(({ name }) => trial(watches, name)?.precision ?? 1);
    expect(Math.min(...precisions)).toBeLessThan(1);
  });

  it('does not judge by a single example', () => {
    expect(trial([watch('a', 0)], 'a')).toEqual({ precision: null, recall: null });
  });
});
