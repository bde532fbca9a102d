import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Keyv from 'keyv';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeOpenAI, startFakeOpenAI } from '../../test/fakes/openai.ts';
import { collect, remove } from '../collect/collect.ts';
import type { Message } from '../message.ts';
import { listAside } from '../store/set-aside.ts';
import { openStore, type Store } from '../store/store.ts';
import { leaveQueue, queuedMessages } from '../store/vectors.ts';
import { cached } from './cache.ts';
import { type FillProgress, fillEmbeddings } from './fill.ts';
import { OpenAIEmbedder } from './openai.ts';

describe('fillEmbeddings', () => {
  let folder: string;
  let store: Store;
  let server: FakeOpenAI;
  let workspace = '';
  let count = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hubbub-'));
    store = await openStore({ dataDir: folder });
    server = await startFakeOpenAI();
  });
  beforeEach(() => {
    workspace = `test:${count++}`;
    server.requests.length = 0;
  });
  afterAll(async () => {
    await store?.close();
    await server.close();
    await rm(folder, { recursive: true });
  });

  const open = () =>
    cached(new OpenAIEmbedder({ apiKey: 'any', baseUrl: server.baseUrl, dimensions: 8 }), new Keyv());
  const sent = () => server.requests.flatMap((r) => r.body.input as string[]);
  const message = (id: number, text: string, rest: Partial<Message> = {}): Message => ({
    workspace,
    channel: 'general',
    author: 'ana',
    id: `m${id}`,
    ts: 1_700_000_000_000 + id,
    text,
    ...rest,
  });
  const put = (...texts: string[]) =>
    collect(
      store,
      texts.map((text, i) => message(i, text)),
    );
  const stored = async () => {
    const { rows } = await store.pool.query<{ message: string; vector: string }>(
      'select message, vector::text from embedding where workspace = $1 order by ts',
      [workspace],
    );
    return new Map(rows.map((row) => [row.message, row.vector]));
  };

  test('gives each message its vector, identical texts one call, and then has nothing left to do', async () => {
    await put('one', 'two', 'one', '', ' \n');
    const embedder = open();
    expect(await fillEmbeddings(store, embedder, workspace)).toEqual({
      embedded: 2,
      cached: 1,
      skipped: 2,
      complete: true,
    });
    expect(sent().sort()).toEqual(['one', 'two']);
    const vectors = await stored();
    expect([...vectors.keys()]).toEqual(['m0', 'm1', 'm2']);
    expect(vectors.get('m2')).toBe(vectors.get('m0'));
    expect(vectors.get('m1')).not.toBe(vectors.get('m0'));

    expect(await fillEmbeddings(store, embedder, workspace)).toMatchObject({ embedded: 0, cached: 0 });
    expect(server.requests).toHaveLength(1);
  });

  test('in line stand what came and what changed, until they have a vector of their present text', async () => {
    const waiting = async () => {
      const { rows } = await store.pool.query<{ message: string }>(
        'select message from unembedded where workspace = $1 order by 1',
        [workspace],
      );
      return rows.map((row) => row.message);
    };
    const fill = () => fillEmbeddings(store, open(), workspace, { queued: true });
    await put('one', 'two', ' ', 'gone');
    await remove(store, workspace, ['m3']);
    expect(await waiting()).toEqual(['m0', 'm1', 'm2']);
    expect(await fill()).toEqual({ embedded: 2, cached: 0, skipped: 1, complete: true });
    expect(await waiting()).toEqual([]);
    await put('one', 'two', ' ');
    expect(await waiting()).toEqual([]);

    await collect(store, [message(1, 'edited', { editedTs: 1_700_000_001_000 })]);
    expect(await waiting()).toEqual(['m1']);
    server.fail({ kind: 'status', status: 400 }, { kind: 'status', status: 401 });
    await fill().catch(() => {});
    expect(await waiting()).toEqual(['m1']);
    server.recover();
    expect(await fill()).toMatchObject({ embedded: 1, complete: true });
    expect([...(await stored()).keys()]).toEqual(['m0', 'm1']);

    // What got its vector otherwise only leaves the line.
    await collect(store, [message(5, 'five')]);
    await fillEmbeddings(store, open(), workspace);
    server.requests.length = 0;
    expect(await fill()).toEqual({ embedded: 0, cached: 0, skipped: 0, complete: true });
    expect([await waiting(), server.requests]).toEqual([[], []]);
  });

  test('whoever edits a message while it is embedded finds it in line again', async () => {
    await put('first');
    const done = await queuedMessages(store, workspace, 'e', 10);
    await collect(store, [message(0, 'second', { editedTs: 1_700_000_001_000 })]);
    await leaveQueue(store, workspace, done);
    expect(await queuedMessages(store, workspace, 'e', 10)).toMatchObject([
      { text: 'second', settled: false },
    ]);
  });

  test('embeds an edited message again, and only that', async () => {
    await put('one', 'two');
    await fillEmbeddings(store, open(), workspace);
    const before = await stored();
    await collect(store, [message(1, 'three', { editedTs: 1_700_000_001_000 })]);
    expect(await fillEmbeddings(store, open(), workspace)).toEqual({
      embedded: 1,
      cached: 0,
      skipped: 0,
      complete: true,
    });
    const after = await stored();
    expect(after.get('m0')).toBe(before.get('m0'));
    expect(after.get('m1')).not.toBe(before.get('m1'));
    expect(sent().at(-1)).toBe('three');
  });

  test('stops when told to, keeps what is done, and goes on from there', async () => {
    const texts = Array.from({ length: 700 }, (_, i) => `message ${i}`);
    await put(...texts);
    const stop = new AbortController();
    const summary = await fillEmbeddings(store, open(), workspace, {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(summary.embedded).toBeGreaterThan(0);
    expect((await stored()).size).toBe(summary.embedded);

    const progress: FillProgress[] = [];
    const rest = await fillEmbeddings(store, open(), workspace, { onProgress: (p) => progress.push(p) });
    expect(summary.embedded + rest.embedded).toBe(700);
    expect(sent().sort()).toEqual(texts.sort());
    expect(progress.at(-1)).toMatchObject({ done: rest.embedded, total: rest.embedded, remainingSeconds: 0 });
    expect(progress.map((p) => p.done)).toEqual(progress.map((p) => p.done).toSorted((a, b) => a - b));
  });

  test('keeps what was done before the server failed', async () => {
    await put(...Array.from({ length: 300 }, (_, i) => `message ${i}`));
    // As often as it asks, halving what is left, before it takes the server's word for it.
    server.fail({ kind: 'slow', ms: 0 }, ...Array(7).fill({ kind: 'status', status: 401 }));
    await expect(fillEmbeddings(store, open(), workspace)).rejects.toThrow(/OPENAI_API_KEY was refused/);
    const kept = (await stored()).size;
    expect(kept).toBeGreaterThan(0);
    expect(await fillEmbeddings(store, open(), workspace)).toMatchObject({ embedded: 300 - kept });
    expect(await listAside(store)).toEqual([]);
  });

  test('sets aside what the embedder fails on while it embeds the rest, until that is edited', async () => {
    await put(...Array.from({ length: 20 }, (_, i) => (i % 9 === 4 ? `poison ${i}` : `message ${i}`)));
    const inner = open();
    const embedder = {
      id: inner.id,
      dimensions: inner.dimensions,
      close: () => inner.close(),
      embed: async (texts: readonly string[]) => {
        if (texts.some((text) => text.startsWith('poison'))) throw new Error('it chokes');
        return inner.embed(texts);
      },
    };
    expect(await fillEmbeddings(store, embedder, workspace)).toMatchObject({ embedded: 18, skipped: 2 });
    expect(await listAside(store)).toEqual([
      { step: 'embed', reason: 'it chokes', count: 2, example: `${workspace} m13` },
    ]);
    server.requests.length = 0;
    expect(await fillEmbeddings(store, embedder, workspace)).toMatchObject({ embedded: 0, skipped: 0 });
    expect(server.requests).toEqual([]);
    await collect(store, [message(4, 'harmless', { editedTs: 1_700_000_002_000 })]);
    expect(await fillEmbeddings(store, embedder, workspace)).toMatchObject({ embedded: 1 });
    expect(await listAside(store)).toMatchObject([{ count: 1, example: `${workspace} m13` }]);
  });
});
