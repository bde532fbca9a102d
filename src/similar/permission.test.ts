import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases } from '../../test/databases.ts';
import { wordsEmbedder as embedder } from '../../test/words-embedder.ts';
import { collect, remove } from '../collect/collect.ts';
import { fillEmbeddings } from '../embed/fill.ts';
import { keepSketches } from '../store/sketches.ts';
import type { Store } from '../store/store.ts';
import { maySee, type Viewer } from '../viewer.ts';
import { nearest } from './nearest.ts';
import { findSimilar } from './similar.ts';

const workspace = 'test:people';
const channels = ['c0', 'c1', 'c2', 'c3', 'c4'];
const words = 'deploy staging keys rotate lunch noon pizza build broken tests flaky ERR_42'.split(' ');
const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1);

/** What was written, and what is left of it. */
interface Written {
  id: string;
  channel: string;
  author: string;
  ts: number;
  text: string;
  threadId?: string;
}

const text = fc
  .array(fc.constantFrom(...words), { minLength: 1, maxLength: 5 })
  .map((some) => some.join(' '));
const message = fc.record({
  text,
  channel: fc.constantFrom(...channels),
  author: fc.constantFrom('u0', 'u1', 'u2'),
  thread: fc.option(fc.nat({ max: 9 })),
});
const world = fc.record({
  messages: fc.array(message, { minLength: 5, maxLength: 40 }),
  deleted: fc.array(fc.nat({ max: 39 }), { maxLength: 12 }),
});
const question = fc.record({
  visible: fc.option(fc.subarray(channels)),
  /** A text, or a message by its place. */
  asked: fc.oneof(text, fc.nat({ max: 39 })),
  limit: fc.integer({ min: 1, max: 60 }),
  within: fc.option(fc.subarray(channels, { minLength: 1 })),
  by: fc.option(fc.constantFrom('u0', 'u1', 'u2')),
  since: fc.option(fc.nat({ max: 40 })),
  diverse: fc.boolean(),
});

describe.for(databases.filter((one) => !one.missing))('what a search may show, $name', (database) => {
  let store: Store;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    ({ store, drop } = await database.create());
  });
  afterAll(() => drop());

  it('is never invisible to the viewer, and nothing that belongs is missing', {
    timeout: 120_000,
  }, async () => {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(world, fc.array(question, { minLength: 4, maxLength: 4 }), async (made, questions) => {
        const here = `${workspace}:${number++}`;
        // Every other world is searched by sketches, where the database is embedded.
        if (number % 2 === 0) await keepSketches(store, here, embedder.id, { from: 0 });
        const left = await write(store, here, made);
        for (const one of questions) await check(store, here, left, one);
      }),
      { numRuns: 10, endOnFailure: true },
    );
  });
});

async function write(
  store: Store,
  here: string,
  { messages, deleted }: typeof world extends fc.Arbitrary<infer T> ? T : never,
): Promise<Written[]> {
  const written = messages.map(({ thread, ...m }, i): Written => {
    // A thread is in the channel of its first message.
    const first = thread !== null && thread < i ? messages[thread]! : undefined;
    const place = first && { threadId: `m${thread}`, channel: first.channel };
    return { ...m, id: `m${i}`, ts: start + i * hour, ...place };
  });
  await collect(
    store,
    written.map((m) => ({ ...m, workspace: here, channelName: `name-${m.channel}` })),
  );
  await fillEmbeddings(store, embedder, here);
  const gone = new Set(deleted.map((i) => `m${i}`));
  await remove(store, here, [...gone]);
  return written.filter(({ id }) => !gone.has(id));
}

async function check(
  store: Store,
  here: string,
  left: readonly Written[],
  {
    visible,
    asked,
    limit,
    within,
    by,
    since,
    diverse,
  }: typeof question extends fc.Arbitrary<infer T> ? T : never,
): Promise<void> {
  const viewer: Viewer = { workspace: here, channels: visible ? new Set(visible) : 'all' };
  const self = typeof asked === 'number' ? left.find(({ id }) => id === `m${asked}`) : undefined;
  const readable = left.filter((m) => maySee(viewer, m.channel));
  if (readable.length === 0 || (typeof asked === 'number' && !self)) return;
  const query = self ? { message: self.id } : { text: asked as string };
  const sinceWhen = since === null ? undefined : new Date(start + since * hour).toISOString();
  const filters = {
    ...(within && { channels: within.filter((c) => maySee(viewer, c) && left.some((m) => m.channel === c)) }),
    ...(by && { authors: [by] }),
    ...(sinceWhen && { since: sinceWhen }),
  };
  const search = () => findSimilar(store, embedder, viewer, query, { limit, filters, diverse });
  if (self && !maySee(viewer, self.channel)) return expect(search()).rejects.toThrow('There is no message');
  if (by && !readable.some(({ author }) => author === by))
    return expect(search()).rejects.toThrow('There is nobody called');

  const own = (m: Written) =>
    m.id === self?.id || (self && (m.threadId ?? m.id) === (self.threadId ?? self.id)) || false;
  const belongs = readable.filter(
    (m) =>
      (!filters.channels || filters.channels.includes(m.channel)) &&
      (!by || m.author === by) &&
      (since === null || m.ts >= start + since * hour) &&
      !own(m),
  );
  const { results } = await search();
  const allowed = new Set(belongs.map(({ id }) => id));
  expect(results.filter(({ messageId }) => !allowed.has(messageId))).toEqual([]);
  const everything = (await findSimilar(store, embedder, viewer, query, { limit: 100, filters, diverse }))
    .results;
  expect(everything.reduce((sum, { repeats = 0 }) => sum + 1 + repeats, 0)).toBe(belongs.length);
  const ids = everything.map(({ messageId }) => messageId);
  expect(results.map(({ messageId }) => messageId)).toEqual(ids.slice(0, limit));
  expect(new Set(ids).size).toBe(ids.length);

  const [vector] = await embedder.embed([self?.text ?? (asked as string)]);
  const similarity = ({ text: other }: Written, of: Float32Array[]) =>
    of[left.findIndex((m) => m.text === other)]!.reduce((sum, x, d) => sum + x * vector![d]!, 0);
  const vectors = await embedder.embed(left.map((m) => m.text));
  const expected = readable.map((m) => similarity(m, vectors)).sort((a, b) => b - a);
  const near = await nearest(
    { store, embedder, viewer, narrowing: {}, except: [] },
    `[${vector!.join()}]`,
    limit,
    readable.length,
  );
  expect(near).toHaveLength(Math.min(limit, readable.length));
  for (const [i, one] of near.entries()) expect(one.similarity).toBeCloseTo(expected[i]!, 4);
}
