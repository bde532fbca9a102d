// How long a search takes and how much it misses, in a large workspace, against comparing with every vector in memory.
// Usage: node --import ./src/quick-imports.ts bench/search.ts [DATA, ../shared/data by default] [MESSAGES, 100000] [DIMENSIONS, 1024 or 512]
// In an embedded database of its own; or in that of HUBBUB_DATA_DIR, or the server's that DATABASE_URL names, where the
// messages stay to be used again.
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Index, MetricKind, ScalarKind } from 'usearch';
import type { Embedder } from '../src/embed/embedder.ts';
import { countWithin } from '../src/similar/count.ts';
import { nearest } from '../src/similar/nearest.ts';
import { findSimilar } from '../src/similar/similar.ts';
import { hasNearIndex, keepNearIndex } from '../src/store/near-index.ts';
import { keepSketches } from '../src/store/sketches.ts';
import { openStore } from '../src/store/store.ts';
import { dot, row, zeros } from '../src/topics/matrix.ts';
import type { Viewer } from '../src/viewer.ts';
import { CHANNELS, fill, openCorpus } from './search/corpus.ts';

const [data = '../shared/data', messages = '100000', width = '1024'] = process.argv.slice(2);
const count = Number(messages);
const dimensions = Number(width);
const QUERIES = 20;
const TOP = 10;
/** Building its index over more takes longer than all the rest. */
const MOST_FOR_USEARCH = 100_000;
const workspace = 'bench';
const folder = await mkdtemp(join(tmpdir(), 'hubbub-bench-'));
const { DATABASE_URL: databaseUrl, HUBBUB_DATA_DIR: dataDir = folder } = process.env;
const store = await openStore({ dataDir, databaseUrl });
const corpus = await openCorpus(data, dimensions);

const { rows } = await store.pool.query<{ there: number }>(
  'select count(*)::int as there from embedding where workspace = $1 and embedder = $2',
  [workspace, corpus.embedderId],
);
await fill(store, corpus, workspace, rows[0]!.there, count);
if (store.embedded) await store.pool.query('vacuum analyze');
const begun = performance.now();
await keepNearIndex(store, workspace, corpus.embedderId);
await keepSketches(store, workspace, corpus.embedderId);
const prepared = (performance.now() - begun) / 1000;
const isIndexed = await hasNearIndex(store, workspace, corpus.embedderId);

const all = zeros(count, dimensions);
for (let i = 0; i < count; i++) row(all, i).set(corpus.vector(i));
const channelOf = Array.from({ length: count }, (_, i) => corpus.message(workspace, i).channel);
// Made in the same way as the messages, and none of them.
const queries = Array.from({ length: QUERIES }, (_, q) => count + 1 + q * 7);

console.log(
  `${count} messages of ${dimensions} dimensions, ${store.embedded ? 'embedded' : 'server'}, ${isIndexed ? 'HNSW' : 'sketches'} in ${prepared.toFixed(0)} s, load ${loadavg()[0]!.toFixed(1)} on this machine`,
);
console.log(
  'viewer reads                       messages   whole search p50   p95   vector p50   p95   in memory p50   recall@10',
);
const channels = (from: number, to: number) =>
  new Set(Array.from({ length: to - from }, (_, i) => `c${from + i}`));
await measure('the quietest 10 channels of 100', channels(CHANNELS - 10, CHANNELS));
await measure('10 channels in the middle', channels(45, 55));
await measure('the busiest 10 channels', channels(0, 10));
await measure('everything', 'all');
if (count <= MOST_FOR_USEARCH) compareWithUsearch();
await store.close();
await rm(folder, { recursive: true });

async function measure(name: string, visible: Viewer['channels']): Promise<void> {
  const viewer: Viewer = { workspace, channels: visible };
  const reach = { store, embedder: { id: corpus.embedderId, dimensions }, viewer, narrowing: {}, except: [] };
  const inside = [...channelOf.keys()].filter((i) => visible === 'all' || visible.has(channelOf[i]!));
  const times: Record<'whole' | 'vector' | 'memory', number[]> = { whole: [], vector: [], memory: [] };
  let hits = 0;
  for (const [n, q] of [queries[0]!, ...queries].entries()) {
    const vector = corpus.vector(q);
    const embedder: Embedder = {
      ...{ id: corpus.embedderId, dimensions },
      embed: async () => [vector],
      close: async () => {},
    };
    const text = corpus.message(workspace, q).text.slice(0, 200);
    const wholeTook = await clocked(() => findSimilar(store, embedder, viewer, { text, verbatim: true }));
    const written = `[${vector.join()}]`;
    let found: { id: string }[] = [];
    const vectorTook = await clocked(async () => {
      found = await nearest(reach, written, 100, await countWithin(reach));
    });
    let exact: number[] = [];
    const memoryTook = await clocked(async () => {
      exact = bruteForce(vector, inside);
    });
    if (n === 0) continue; // warms up
    times.whole.push(wholeTook);
    times.vector.push(vectorTook);
    times.memory.push(memoryTook);
    const ids = new Set(found.slice(0, TOP).map(({ id }) => id));
    hits += exact.filter((i) => ids.has(`m${i}`)).length;
  }
  const cell = (numbers: number[], at: number) => quantile(numbers, at).toFixed(0).padStart(6);
  console.log(
    `${name.padEnd(32)} ${String(inside.length).padStart(10)} ${cell(times.whole, 0.5).padStart(18)} ${cell(times.whole, 0.95)} ${cell(times.vector, 0.5).padStart(11)} ${cell(times.vector, 0.95)} ${cell(times.memory, 0.5).padStart(14)} ${(hits / queries.length / TOP).toFixed(3).padStart(12)}`,
  );
}

/** The nearest among `inside`, by comparing with each. */
function bruteForce(vector: Float32Array, inside: readonly number[]): number[] {
  const best: { i: number; similarity: number }[] = [];
  for (const i of inside) {
    const similarity = dot(vector, row(all, i));
    if (best.length === TOP && similarity <= best[TOP - 1]!.similarity) continue;
    best.push({ i, similarity });
    best.sort((a, b) => b.similarity - a.similarity);
    best.length = Math.min(best.length, TOP);
  }
  return best.map(({ i }) => i);
}

/** It knows no permissions: its answer is of everything. */
function compareWithUsearch(): void {
  const index = new Index({
    dimensions,
    metric: MetricKind.IP,
    connectivity: 16,
    expansion_add: 64,
    expansion_search: 100,
    multi: false,
    quantization: ScalarKind.F16,
  });
  const began = performance.now();
  for (let i = 0; i < count; i++) index.add(BigInt(i), row(all, i));
  const built = (performance.now() - began) / 1000;
  const everything = [...channelOf.keys()];
  const times: number[] = [];
  let hits = 0;
  for (const q of queries) {
    const vector = corpus.vector(q);
    const start = performance.now();
    const keys = new Set([...index.search(vector, TOP, 0).keys].map(Number));
    times.push(performance.now() - start);
    hits += bruteForce(vector, everything).filter((i) => keys.has(i)).length;
  }
  console.log(
    `usearch in memory, everything: p50 ${quantile(times, 0.5).toFixed(1)}, p95 ${quantile(times, 0.95).toFixed(1)} ms, recall@10 ${(hits / queries.length / TOP).toFixed(3)}, built in ${built.toFixed(0)} s`,
  );
}

async function clocked(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function quantile(numbers: readonly number[], at: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * at))]!;
}
