import { collect } from '../../src/collect/collect.ts';
import type { Message } from '../../src/message.ts';
import type { Store } from '../../src/store/store.ts';
import { writeVectors } from '../../src/store/vectors.ts';
import { seededRandom } from '../../src/topics/cluster/random.ts';
import { type Matrix, row } from '../../src/topics/matrix.ts';
import { readRows } from '../rows.ts';
import { embedTexts } from '../vectors.ts';

/** Messages made of two real ones, as many as wanted, with vectors made of theirs in the same way. */
export interface Corpus {
  embedderId: string;
  dimensions: number;
  message(workspace: string, i: number): Message;
  vector(i: number): Float32Array;
}

export const CHANNELS = 100;
const start = Date.UTC(2024, 0, 1);
const minute = 60_000;

/**
 * Opens the texts that messages are made of. Each message depends on its number alone.
 *
 * @param dimensions 1,024 for the whole of `local`, 512 for its half that knows meaning
 */
export async function openCorpus(data: string, dimensions: number): Promise<Corpus> {
  const files = ['topics/zulip_lean_week', 'topics/stackoverflow20', 'stream/zulip_lean_month'];
  const read = await Promise.all(files.map((file) => readRows<{ text: string }>(`${data}/${file}.jsonl`)));
  const texts = read.flat().map(({ text }) => text.slice(0, 300));
  const base = await embedTexts(texts);
  const partsOf = (i: number) => {
    const random = seededRandom(i + 1);
    return [Math.floor(random() * texts.length), Math.floor(random() * texts.length), random()] as const;
  };
  return {
    embedderId: `bench:${dimensions}`,
    dimensions,
    message(workspace, i) {
      const [a, b, chance] = partsOf(i);
      return {
        workspace,
        id: `m${i}`,
        // A few channels hold most, as in any workspace.
        channel: `c${Math.floor(CHANNELS * chance ** 2)}`,
        author: `u${i % 997}`,
        ts: start + i * minute,
        text: `${texts[a]} ${texts[b]!.slice(0, 80)} ${i}`,
      };
    },
    vector(i) {
      const [a, b] = partsOf(i);
      return mixed(base, a, b, dimensions);
    },
  };
}

function mixed(base: Matrix, a: number, b: number, dimensions: number): Float32Array {
  const [x, y] = [row(base, a), row(base, b)];
  const vector = Float32Array.from({ length: dimensions }, (_, k) => x[k]! + 0.6 * y[k]!);
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/** Stores messages `from` to `to` with their vectors. */
export async function fill(store: Store, corpus: Corpus, workspace: string, from: number, to: number) {
  for (let begin = from; begin < to; begin += 1_000) {
    const indices = Array.from({ length: Math.min(1_000, to - begin) }, (_, k) => begin + k);
    await collect(
      store,
      indices.map((i) => corpus.message(workspace, i)),
    );
    const { rows } = await store.pool.query<{ id: string; hash: string }>(
      'select id, content_hash as hash from message where workspace = $1 and id = any($2)',
      [workspace, indices.map((i) => `m${i}`)],
    );
    await writeVectors(
      store,
      workspace,
      corpus.embedderId,
      rows.map(({ id, hash }) => ({ id, contentHash: hash, vector: corpus.vector(Number(id.slice(1))) })),
    );
  }
}
