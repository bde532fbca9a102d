import type { Conversation } from './channel.ts';
import { FEATURES } from './features.ts';
import type { Choice } from './tracker.ts';

/** Probability of each row of a choice: softmax of the weighted sums of its features. */
export function probabilities({ candidates, features }: Choice, weights: ArrayLike<number>): Float64Array {
  const rows = candidates.length + 1;
  const width = FEATURES.length;
  const result = new Float64Array(rows);
  let best = -Infinity;
  for (let r = 0; r < rows; r++) {
    let score = 0;
    for (let f = 0; f < width; f++) score += weights[f]! * features[r * width + f]!;
    result[r] = score;
    best = Math.max(best, score);
  }
  let total = 0;
  for (let r = 0; r < rows; r++) total += result[r] = Math.exp(result[r]! - best);
  for (let r = 0; r < rows; r++) result[r]! /= total;
  return result;
}

/** The likeliest conversation, or undefined for a new one. Of equals the one continued last wins. */
export function likeliest(choice: Choice, probability: Float64Array): Conversation | undefined {
  let best = choice.candidates.length;
  for (let r = choice.candidates.length - 1; r >= 0; r--) if (probability[r]! >= probability[best]!) best = r;
  return choice.candidates[best];
}
