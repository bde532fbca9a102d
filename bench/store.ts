import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collect } from '../src/collect/collect.ts';
import type { Message } from '../src/message.ts';
import { openCache } from '../src/store/cache.ts';
import { readVectors } from '../src/store/copy.ts';
import { openStore } from '../src/store/store.ts';
import { pendingMessages, writeVectors } from '../src/store/vectors.ts';

// node --import ./src/quick-imports.ts bench/store.ts: rates of the embedded store in a new folder, each against the
// plain way of doing it, and the memory of this process. DATABASE_URL measures a server instead.
const DIMENSIONS = 1_024;
const dataDir = await mkdtemp(join(tmpdir(), 'hubbub-bench-'));
const store = await openStore({ dataDir, databaseUrl: process.env.DATABASE_URL });
const memory = () =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1_000;

const message = (workspace: string, i: number): Message => ({
  workspace,
  channel: `c${i % 20}`,
  id: `m${i}`,
  author: `u${i % 300}`,
  ts: i * 1_000,
  text: `message ${i}, ${'of the length that people write in a chat, '.repeat(1 + (i % 3))}`,
});
const batches = (workspace: string, count: number, size: number) =>
  Array.from({ length: count / size }, (_, b) =>
    Array.from({ length: size }, (_, i) => message(workspace, b * size + i)),
  );

/** Things a second. */
async function rate(count: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return count / ((performance.now() - start) / 1_000);
}

function print(what: string, ours: number, baseline: number, than: string): void {
  const figures = [ours, baseline].map((n) => Math.round(n).toLocaleString('en').padStart(8));
  console.log(
    `${what.padEnd(34)} ${figures[0]}/s  ${than}: ${figures[1]}/s  x${(ours / baseline).toFixed(1)}`,
  );
}

const collectAll = (workspace: string, count: number, size: number) =>
  rate(count, async () => {
    for (const batch of batches(workspace, count, size)) await collect(store, batch);
  });
const added = await collectAll('w', 20_000, 500);
print('messages collected, 500 at a time', added, await collectAll('alone', 1_000, 1), 'one at a time');
print('the same again, unchanged', await collectAll('w', 20_000, 500), added, 'when new');

const random = () => Float32Array.from({ length: DIMENSIONS }, () => Math.random() - 0.5);
const pending = await pendingMessages(store, 'w', 'binary', 5_000);
const rows = pending.map((m) => ({ ...m, vector: random() }));
const written = await rate(rows.length, async () => {
  for (let i = 0; i < rows.length; i += 250) await writeVectors(store, 'w', 'binary', rows.slice(i, i + 250));
});
console.log(`peak memory of the process so far: ${Math.round(memory())} MB`);
const asText = await rate(1_000, async () => {
  for (const { id, contentHash, vector } of rows.slice(0, 1_000)) {
    await store.pool.query(
      `insert into embedding select workspace, 'text', id, channel, ts, $2, $3 from message where workspace = 'w' and id = $1`,
      [id, contentHash, `[${vector.join()}]`],
    );
  }
});
print('vectors written, binary', written, asText, 'as text, one at a time');

const ids = rows.map((m) => m.id);
const copied = await rate(ids.length, () => readVectors(store, 'w', 'binary', ids));
const parsed = await rate(ids.length, async () => {
  const { rows } = await store.pool.query(`select message, vector from embedding where embedder = 'binary'`);
  return rows.map((row) => Float32Array.from(JSON.parse(row.vector)));
});
print('vectors read by COPY', copied, parsed, 'as text');

const cache = openCache(store, {}, 'bench');
const entries = rows
  .slice(0, 2_000)
  .map(({ id, vector }) => ({ key: id, value: Buffer.from(vector.buffer) }));
const set = await rate(entries.length, async () => {
  for (let i = 0; i < entries.length; i += 250) await cache.setMany(entries.slice(i, i + 250));
});
const got = await rate(entries.length, async () => {
  for (let i = 0; i < entries.length; i += 250)
    await cache.getMany(entries.slice(i, i + 250).map((entry) => entry.key));
});
print('cache read', got, set, 'cache written');

const nearest = await rate(10, async () => {
  for (let i = 0; i < 10; i++)
    await store.pool.query(
      `select message from embedding where workspace = 'w' and embedder = 'binary' order by vector <#> $1 limit 10`,
      [`[${rows[i]!.vector.join()}]`],
    );
});
console.log(`nearest of 5,000, exact: ${(1_000 / nearest).toFixed(0)} ms`);
await store.close();
await rm(dataDir, { recursive: true });
