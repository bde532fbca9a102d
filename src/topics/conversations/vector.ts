import { dot, type Matrix, row } from '../matrix.ts';
import type { Conversation } from './channel.ts';

/** Share of a conversation's direction that is left after one more message: subjects drift. */
const KEPT = 0.9;

/** Cosine between message `index` and a conversation's direction (0 where either is empty). */
export const centroidSimilarity = (vectors: Matrix, index: number, direction: Float32Array): number =>
  dot(row(vectors, index), direction);

/** Turns a conversation's direction (a unit vector, or zeros) towards its newest message. */
export function remember(conversation: Conversation, { data, columns }: Matrix, index: number): void {
  const { direction } = conversation;
  const scale = KEPT * conversation.length;
  let square = 0;
  for (let k = 0; k < columns; k++) {
    const x = scale * direction[k]! + data[index * columns + k]!;
    direction[k] = x;
    square += x * x;
  }
  conversation.length = Math.sqrt(square);
  if (square > 0) for (let k = 0; k < columns; k++) direction[k]! /= conversation.length;
}
