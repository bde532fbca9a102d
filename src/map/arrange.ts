import { makeUnits, type Units } from '../topics/cluster/units.ts';
import { type Matrix, normalizeRows, row, zeros } from '../topics/matrix.ts';
import type { WindowMessage } from '../topics/window.ts';
import { flatten } from './flatten.ts';
import { layOut, type Positions } from './layout.ts';
import { placeAmong } from './place.ts';

/** What is to be arranged on a plane. */
export interface Arrangement {
  /** In time order. */
  messages: readonly WindowMessage[];
  /** One unit row for each message; zeros where a message has nothing to embed. */
  vectors: Matrix;
  /** A conversation number for each message. */
  conversations: Int32Array;
  /** The topic of each message; null where it is unsorted. */
  topics: readonly (string | null)[];
  /** Where each message stands already. */
  known: Positions;
  /** Everything is laid out anew, from where it stood; otherwise what stands does not move. */
  anew: boolean;
}

/** How far what belongs to a topic is drawn towards the middle of it, as a share of its own vector. */
const pull = 0.6;
/** Between messages of one conversation, where its neighbours are some 0.15 away. */
const step = 0.07;

/**
 * A position for each message. What is laid out are sittings of conversations, which say more than lone messages do;
 * the messages of one stand around its middle.
 */
export function arrange({ messages, vectors, conversations, topics, known, anew }: Arrangement): Positions {
  const units = makeUnits(messages, vectors, conversations);
  const flat = flatten(drawTogether(units, topics));
  const standing = middles(units, known);
  const placed = standing.some((x) => !Number.isNaN(x)) ? placeAmong(flat, standing) : undefined;
  const centres = anew || !placed ? layOut(flat, placed) : placed;
  const positions = anew ? new Float32Array(known.length).fill(Number.NaN) : known.slice();
  for (const [unit, members] of units.members.entries()) {
    let count = members.filter((i) => !Number.isNaN(positions[2 * i]!)).length;
    for (const i of members) {
      if (!Number.isNaN(positions[2 * i]!)) continue;
      const [dx, dy] = seed(count++);
      positions[2 * i] = centres[2 * unit]! + dx;
      positions[2 * i + 1] = centres[2 * unit + 1]! + dy;
    }
  }
  return positions;
}

/** The vectors of units, those of one topic closer to each other. */
function drawTogether({ vectors, members }: Units, topics: readonly (string | null)[]): Matrix {
  const topicOf = members.map((inside) => topics[inside[0]!]!);
  const sums = new Map<string, Float32Array>();
  topicOf.forEach((topic, unit) => {
    if (topic === null) return;
    const sum = sums.get(topic) ?? new Float32Array(vectors.columns);
    row(vectors, unit).forEach((x, j) => {
      sum[j]! += x;
    });
    sums.set(topic, sum);
  });
  const drawn = zeros(vectors.rows, vectors.columns);
  topicOf.forEach((topic, unit) => {
    const sum = topic === null ? undefined : sums.get(topic)!;
    const length = sum ? Math.hypot(...sum) || 1 : 1;
    const to = row(drawn, unit);
    row(vectors, unit).forEach((x, j) => {
      to[j] = x + (sum ? (pull * sum[j]!) / length : 0);
    });
  });
  return normalizeRows(drawn);
}

/** Where a unit stands: in the middle of those of its messages that stand somewhere. */
function middles({ members }: Units, known: Positions): Positions {
  const middle = new Float32Array(2 * members.length).fill(Number.NaN);
  members.forEach((inside, unit) => {
    const standing = inside.filter((i) => !Number.isNaN(known[2 * i]!));
    if (standing.length === 0) return;
    for (const d of [0, 1])
      middle[2 * unit + d] = standing.reduce((sum, i) => sum + known[2 * i + d]!, 0) / standing.length;
  });
  return middle;
}

/** The place of the n-th seed of a sunflower: even, however many there are (Vogel 1979). */
function seed(n: number): [number, number] {
  const angle = n * Math.PI * (3 - Math.sqrt(5));
  const radius = step * Math.sqrt(n);
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
