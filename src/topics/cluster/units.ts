import { dot, type Matrix, normalizeRows, row, zeros } from '../matrix.ts';
import type { WindowMessage } from '../window.ts';
import { leadingDirections } from './directions.ts';
import { spread } from './random.ts';
import { findSittings } from './sittings.ts';

/** What is clustered: conversations, by the sitting. Lone messages with the same text are one unit, so that they share one fate. */
export interface Units {
  /** Unit of each message. */
  of: Int32Array;
  /** Messages of each unit, in time order. */
  members: number[][];
  /** One unit vector each, as differences from the mean of all messages. */
  vectors: Matrix;
}

const noiseDirections = 48;
const sampleSize = 2000;

/**
 * Makes units of conversations, one of each sitting.
 *
 * Long messages say more than short ones, so a message weighs the root of its length. Vectors are centred: what all
 * messages have in common tells no two apart. And the directions in which messages of one conversation differ most
 * (length, tone, code or prose) are toned down, since they say least about what it is about (as in within-class
 * covariance normalisation, Hatch et al. 2006).
 */
export function makeUnits(
  messages: readonly WindowMessage[],
  vectors: Matrix,
  conversations: Int32Array,
): Units {
  const { of, members } = group(messages, findSittings(messages, conversations));
  const weights = messages.map((m) => Math.sqrt(1 + Math.min(m.text.length, 400)));
  const distinct = new Map(messages.map((m, i) => [m.text, i])); // what a bot repeats is no more typical for it
  const mean = new Float32Array(vectors.columns);
  for (const i of distinct.values()) add(mean, row(vectors, i), 1 / distinct.size);
  const sums = zeros(members.length, vectors.columns);
  for (const [unit, inside] of members.entries()) {
    const sum = row(sums, unit);
    for (const i of inside) {
      const vector = row(vectors, i);
      if (!vector.some((x) => x !== 0)) continue; // nothing to embed
      add(sum, vector, weights[i]!);
      add(sum, mean, -weights[i]!);
    }
  }
  toneDown(sums, vectors, members);
  return { of, members, vectors: normalizeRows(sums) };
}

function group(messages: readonly WindowMessage[], sittings: Int32Array) {
  const sizes = new Map<number, number>();
  for (const s of sittings) sizes.set(s, (sizes.get(s) ?? 0) + 1);
  const numbers = new Map<string | number, number>();
  const members: number[][] = [];
  const of = sittings.map((sitting, i) => {
    const key = sizes.get(sitting) === 1 ? messages[i]!.text.trim() : sitting;
    let unit = numbers.get(key);
    if (unit === undefined) {
      unit = members.push([]) - 1;
      numbers.set(key, unit);
    }
    members[unit]!.push(i);
    return unit;
  });
  return { of, members };
}

/** Shrinks the widest directions of the differences within conversations to the width of the last of them. */
function toneDown(sums: Matrix, vectors: Matrix, members: readonly number[][]): void {
  const inside = members.filter((m) => m.length > 1).flatMap((m) => m.map((i) => [i, m] as const));
  const places = spread(sampleSize, inside.length);
  if (places.length < 2 * noiseDirections) return;
  const differences = zeros(places.length, vectors.columns);
  for (const [k, place] of places.entries()) {
    const [i, all] = inside[place]!;
    const difference = row(differences, k);
    add(difference, row(vectors, i), 1);
    for (const j of all) add(difference, row(vectors, j), -1 / all.length);
  }
  const { axes, variances } = leadingDirections(differences, noiseDirections);
  const floor = variances[axes.rows - 1]!;
  for (let unit = 0; unit < sums.rows; unit++) {
    const sum = row(sums, unit);
    for (let k = 0; k < axes.rows; k++) {
      const axis = row(axes, k);
      add(sum, axis, dot(sum, axis) * (Math.sqrt(floor / variances[k]!) - 1));
    }
  }
}

function add(to: Float32Array, vector: Float32Array, times: number): void {
  for (let j = 0; j < to.length; j++) to[j]! += times * vector[j]!;
}
