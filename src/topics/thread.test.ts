import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../collect/collect.ts';
import type { Embedder } from '../embed/embedder.ts';
import { fillEmbeddings } from '../embed/fill.ts';
import type { Labeller } from '../label/labeller.ts';
import { keywordLabeller } from '../label/open.ts';
import { openStore, type Store } from '../store/store.ts';
import { refreshTopics } from './refresh.ts';

const workspace = `test:thread-${process.pid}`;
let folder: string;
let store: Store;
let threads = 0;
const count = () => {
  threads++;
};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hubbub-thread-'));
  store = await openStore({ dataDir: folder, databaseUrl: process.env.TEST_DATABASE_URL });
  process.on('worker', count);
});
afterAll(async () => {
  process.off('worker', count);
  await store.close();
  rmSync(folder, { recursive: true });
});

const embedder: Embedder = {
  id: 'test:two',
  dimensions: 2,
  embed: async (texts) => texts.map(() => Float32Array.of(0.6, 0.8)),
  close: async () => {},
};

let said = 0;
/** Finds topics after ten more messages, and tells how many threads were started for it. */
async function run(labeller: Labeller, signal?: AbortSignal): Promise<number> {
  const messages = Array.from({ length: 10 }, () => {
    const id = String(said++);
    return { workspace, channel: 'c', id, author: 'u1', ts: Number(id) * 60_000, text: `regatta ${id}` };
  });
  await collect(store, messages);
  await fillEmbeddings(store, embedder, workspace);
  const before = threads;
  await refreshTopics(store, embedder.id, labeller, workspace, { signal });
  return threads - before;
}

/** Names everything on the thread that asks, and not on the one that finds topics. */
const named = (label: (key: string) => string): Labeller => ({
  id: 'test:names',
  label: async (requests) => requests.map(({ key }) => ({ key, label: label(key), summary: '' })),
});

describe('the thread that finds topics', () => {
  it('does run after run, whoever names', async () => {
    await run(keywordLabeller);
    expect(await run(keywordLabeller)).toBe(0);
    expect(await run(named((key) => `Boats ${key}`))).toBe(0);
    const { rows } = await store.pool.query('select label from topic where workspace = $1', [workspace]);
    expect(rows[0].label).toMatch(/^Boats /);
    expect(await run(keywordLabeller)).toBe(0);
  });

  it('ends where its run is stopped or fails, and another does the next', async () => {
    const abort = new AbortController();
    const stopping = named(() => {
      abort.abort(new Error('stopped'));
      return '';
    });
    await expect(run({ ...stopping, id: 'test:stopping' }, abort.signal)).rejects.toThrow('stopped');
    expect(await run(keywordLabeller)).toBe(1);
    const broken: Labeller = { id: 'test:broken', label: () => Promise.reject(new TypeError('broken')) };
    await expect(run(broken)).rejects.toThrow('broken');
    expect(await run(keywordLabeller)).toBe(1);
  });
});
