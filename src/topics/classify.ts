import type { Calibration } from '../similar/calibrate.ts';
import { dot } from './matrix.ts';

/** A topic that people define, ready to judge messages. */
export interface Classifier {
  name: string;
  /** Unit vectors of the examples. */
  examples: readonly Float32Array[];
  /** Similarity to the closest example from which on a message belongs. */
  threshold: number;
}

/** How well examples are told apart when each is judged by all the others. */
export interface Trial {
  /** Share of the examples given to this watch that are its own; null where it was given none. */
  precision: number | null;
  /** Share of its own examples that it was given; null where it has too few to leave one out. */
  recall: number | null;
}

/** Similarity to the closest of `examples`, -1 where there is none. */
const closeness = (vector: Float32Array, examples: readonly Float32Array[]): number =>
  examples.reduce((most, example) => Math.max(most, dot(vector, example)), -1);

/**
 * Learns a threshold from the examples and from random pairs of the workspace.
 *
 * A message belongs from halfway between the similarity that 1 random message in 100 has to some example (it has as
 * many chances as there are examples, hence the division) and the one that most examples have to another. That of 1
 * random pair in 1,000 is enough in any case, and is asked of a single example: a calibration tells no finer.
 */
export function learn(
  name: string,
  examples: readonly Float32Array[],
  calibration: Pick<Calibration, 'at'>,
): Classifier {
  const enough = calibration.at(0.999);
  if (examples.length < 2) return { name, examples, threshold: enough };
  const chance = Math.min(calibration.at(1 - 0.01 / examples.length), enough);
  const others = examples
    .map((vector, i) => closeness(vector, examples.toSpliced(i, 1)))
    .sort((a, b) => a - b);
  const most = others[Math.floor(others.length / 4)]!;
  return { name, examples, threshold: Math.min((chance + Math.max(most, chance)) / 2, enough) };
}

/** The classifier to which a vector belongs: of those whose threshold it reaches, the one it exceeds most. */
export function classify(vector: Float32Array, classifiers: readonly Classifier[]): string | undefined {
  let best: { name: string; margin: number } | undefined;
  for (const { name, examples, threshold } of classifiers) {
    const margin = closeness(vector, examples) - threshold;
    if (margin >= 0 && (!best || margin > best.margin)) best = { name, margin };
  }
  return best?.name;
}

/** Judges each example by all the others, its own watch learned anew without it. */
export function leaveOneOut(
  classifiers: readonly Classifier[],
  calibration: Pick<Calibration, 'at'>,
): Map<string, Trial> {
  const given = new Map(classifiers.map(({ name }) => [name, { right: 0, wrong: 0 }]));
  for (const classifier of classifiers) {
    classifier.examples.forEach((vector, i) => {
      const without = learn(classifier.name, classifier.examples.toSpliced(i, 1), calibration);
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
