import type { Calibration } from '../similar/calibrate.ts';
import { dot } from './matrix.ts';

/** A topic that people define, ready to judge messages. */
export interface Classifier {
  name: string;
  /** Unit vectors of the examples. */
  examples: readonly Float32Array[];
  mean: Float32Array;
  /** Mean similarity to the examples from which on a message belongs. */
  threshold: number;
}

/** How well examples are told apart when each is judged by all the others. */
export interface Trial {
  /** Share of the examples given to this watch that are its own; null where it was given none. */
  precision: number | null;
  /** Share of its own examples that it was given; null where it has too few to leave one out. */
  recall: number | null;
}

/** How a workspace talks: what a threshold is measured by. */
export interface Yardstick {
  calibration: Pick<Calibration, 'at'>;
  /** Vectors of messages drawn at random. */
  background: readonly Float32Array[];
}

/** Of random messages, at least and at most this share is let in. */
const [strictest, laxest] = [0.005, 0.03];

/** The mean of some vectors, not scaled: its product with another vector is the mean of their similarities. */
function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i]! += vector[i]! / vectors.length;
  return mean;
}

/**
 * Learns from examples and from random messages of the workspace.
 *
 * A message belongs where its mean similarity to the examples stands as high among random messages as that of the
 * median example does to the others, within 1 random message in 200 and 3 in 100; the similarity of 1 random pair in
 * 1,000 is enough in any case, and is asked of a single example.
 */
export function learn(
  name: string,
  examples: readonly Float32Array[],
  { calibration, background }: Yardstick,
): Classifier {
  const mean = meanOf(examples);
  const enough = calibration.at(0.999);
  const others = background.filter((vector) => !examples.some((example) => dot(example, vector) > 0.99999));
  if (examples.length < 2 || others.length === 0) return { name, examples, mean, threshold: enough };
  const ranks = examples.map((vector, i) => {
    const without = meanOf(examples.toSpliced(i, 1));
    const own = dot(vector, without);
    return others.filter((other) => dot(other, without) >= own).length / others.length;
  });
  const median = ranks.sort((a, b) => a - b)[Math.floor(ranks.length / 2)]!;
  const share = Math.min(Math.max(median, strictest), laxest);
  const similarities = others.map((other) => dot(other, mean)).sort((a, b) => b - a);
  return {
    name,
    examples,
    mean,
    threshold: Math.min(similarities[Math.floor(share * similarities.length)]!, enough),
  };
}

/** The classifier to which a vector belongs: of those whose threshold it passes, the one it exceeds most. */
export function classify(vector: Float32Array, classifiers: readonly Classifier[]): string | undefined {
  let best: { name: string; margin: number } | undefined;
  for (const { name, mean, threshold } of classifiers) {
    const margin = dot(vector, mean) - threshold;
    if (mean.length > 0 && margin > 0 && (!best || margin > best.margin)) best = { name, margin };
  }
  return best?.name;
}

/** Judges each example by all the others, its own watch learned anew without it. */
export function leaveOneOut(classifiers: readonly Classifier[], yardstick: Yardstick): Map<string, Trial> {
  const given = new Map(classifiers.map(({ name }) => [name, { right: 0, wrong: 0 }]));
  for (const classifier of classifiers) {
    classifier.examples.forEach((vector, i) => {
      const without = learn(classifier.name, classifier.examples.toSpliced(i, 1), yardstick);
      const rivals = classifiers.map((other) => (other === classifier ? without : other));
      const to = classify(vector, rivals);
      if (to !== undefined) given.get(to)![to === classifier.name ? 'right' : 'wrong']++;
    });
  }
  return new Map(
    classifiers.map(({ name, examples }) => {
      const { right, wrong } = given.get(name)!;
      return [
        name,
        {
          precision: right + wrong > 0 ? right / (right + wrong) : null,
          recall: examples.length > 1 ? right / examples.length : null,
        },
      ];
    }),
  );
}
