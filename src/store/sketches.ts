import { setImmediate as breathe } from 'node:timers/promises';
import { row } from '../topics/matrix.ts';
import { readVectors } from './copy.ts';
import { BITS, distance, sketchOf, WORDS } from './sketch.ts';
import type { Store } from './store.ts';

/** Which messages count; what is left out counts all. */
export interface SketchFilter {
  channels: ReadonlySet<string> | 'all';
  from?: number;
  to?: number;
}

/** A message and where it belongs. */
interface Placed {
  id: string;
  channel: string;
  /** Milliseconds since the epoch. */
  ts: number;
}

/** A workspace gets sketches from so many embedded messages on; below, comparing with all of them is fast enough. */
const SKETCHED_FROM = 2_000;
/** Messages a slice while sketches are made. */
const SLICE = 500;

/**
 * Sketches of all vectors of a workspace in memory: 256 bytes a message. The embedded database has no index over
 * vectors (building one would stop everything else for minutes), and comparing with each takes it longer than people
 * like to wait. What has been deleted may linger here: look up in the database whatever is found.
 */
class Sketches {
  #bits = new Int32Array(1024 * WORDS);
  #times = new Float64Array(1024);
  #channels = new Uint32Array(1024);
  readonly #ids: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #numbers = new Map<string, number>();
  /** All vectors that were there at first have been read. */
  complete = false;

  has(id: string): boolean {
    return this.#places.has(id);
  }

  /** Takes a message in, or another vector of it. */
  put({ id, channel, ts }: Placed, vector: Float32Array): void {
    let i = this.#places.get(id);
    if (i === undefined) {
      i = this.#ids.push(id) - 1;
      this.#places.set(id, i);
      if (i === this.#times.length) this.#grow();
    }
    const number = this.#numbers.get(channel) ?? this.#numbers.size;
    this.#numbers.set(channel, number);
    this.#times[i] = ts;
    this.#channels[i] = number;
    this.#bits.set(sketchOf(vector), i * WORDS);
  }

  /** How many messages count. */
  count(filter: SketchFilter): number {
    return this.#within(filter).length;
  }

  /** Ids of at least the `limit` messages with the nearest sketches, in no order, or of all that there are. */
  nearest(vector: Float32Array, limit: number, filter: SketchFilter): string[] {
    const sketch = sketchOf(vector);
    const places = this.#within(filter);
    const distances = places.map((i) => distance(this.#bits, sketch, i * WORDS));
    const counts = new Uint32Array(BITS + 1);
    for (const d of distances) counts[d]! += 1;
    let farthest = -1;
    for (let sum = 0; sum < limit && farthest < BITS; ) sum += counts[++farthest]!;
    const near: string[] = [];
    for (let k = 0; k < places.length; k++) if (distances[k]! <= farthest) near.push(this.#ids[places[k]!]!);
    return near;
  }

  /** Places of the messages that count. */
  #within({ channels, from = -Infinity, to = Infinity }: SketchFilter): Uint32Array {
    const admitted = new Uint8Array(this.#numbers.size);
    for (const [channel, number] of this.#numbers)
      if (channels === 'all' || channels.has(channel)) admitted[number] = 1;
    const places = new Uint32Array(this.#ids.length);
    let count = 0;
    for (let i = 0; i < places.length; i++)
      if (admitted[this.#channels[i]!] && this.#times[i]! >= from && this.#times[i]! < to)
        places[count++] = i;
    return places.subarray(0, count);
  }

  #grow(): void {
    const size = 2 * this.#times.length;
    const [bits, times, channels] = [this.#bits, this.#times, this.#channels];
    this.#bits = new Int32Array(size * WORDS);
    this.#times = new Float64Array(size);
    this.#channels = new Uint32Array(size);
    this.#bits.set(bits);
    this.#times.set(times);
    this.#channels.set(channels);
  }
}

const kept = new WeakMap<Store, Map<string, Sketches>>();
const keyOf = (workspace: string, embedder: string) => `${workspace}\n${embedder}`;

/** The sketches of a workspace, once they are complete. */
export function sketchesOf(store: Store, workspace: string, embedder: string): Sketches | undefined {
  const sketches = kept.get(store)?.get(keyOf(workspace, embedder));
  return sketches?.complete ? sketches : undefined;
}

/** Takes a new vector in where sketches are kept. */
export function sketch(
  store: Store,
  workspace: string,
  embedder: string,
  message: Placed,
  vector: Float32Array,
): void {
  kept.get(store)?.get(keyOf(workspace, embedder))?.put(message, vector);
}

/**
 * Makes sketches of everything embedded in a workspace, a few seconds' work for 100,000 messages, and keeps them current
 * from then on. In the embedded database only, where one process writes.
 */
export async function keepSketches(
  store: Store,
  workspace: string,
  embedder: string,
  { signal, from = SKETCHED_FROM }: { signal?: AbortSignal; from?: number } = {},
): Promise<void> {
  const key = keyOf(workspace, embedder);
  const all = kept.get(store) ?? new Map<string, Sketches>();
  if (!store.embedded || all.has(key)) return;
  const { rows } = await store.pool.query<{ count: number }>(
    'select count(*)::int as count from embedding where workspace = $1 and embedder = $2',
    [workspace, embedder],
  );
  if (rows[0]!.count < from || all.has(key)) return;
  const sketches = new Sketches();
  kept.set(store, all.set(key, sketches));
  try {
    for (let after = ''; !signal?.aborted; await breathe()) {
      const { rows } = await store.pool.query<Placed>(
        `select message as id, channel, (extract(epoch from ts) * 1000)::float8 as ts from embedding
         where workspace = $1 and embedder = $2 and message > $3 order by message limit ${SLICE}`,
        [workspace, embedder, after],
      );
      // What was written meanwhile is newer.
      const fresh = rows.filter(({ id }) => !sketches.has(id));
      const ids = fresh.map(({ id }) => id);
      const vectors = await readVectors(store, workspace, embedder, ids);
      for (const [i, one] of fresh.entries()) if (!sketches.has(one.id)) sketches.put(one, row(vectors, i));
      if (rows.length < SLICE) {
        sketches.complete = true;
        return;
      }
      after = rows.at(-1)!.id;
    }
  } finally {
    if (!sketches.complete) all.delete(key);
  }
}
