import { rm } from 'node:fs/promises';
import { drizzle } from 'drizzle-orm/node-postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDataFolder } from '../../test/data-folder.ts';
import { loadConfig } from '../config.ts';
import type { Message } from '../message.ts';
import { registry } from '../metrics.ts';
import { admission } from '../privacy/admission.ts';
import { messages } from '../store/schema.ts';
import { listAside } from '../store/set-aside.ts';
import { openStore, type Store } from '../store/store.ts';
import { Inbox } from './inbox.ts';

let dataDir: string;
let store: Store;
beforeAll(async () => {
  dataDir = await newDataFolder();
  store = await openStore({ dataDir });
});
afterAll(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

const message = (id: string): Message => ({
  workspace: 'test:inbox',
  channel: 'c',
  id,
  author: 'ada',
  ts: Date.now(),
  text: `message ${id}`,
});
const ids = async () =>
  (await store.db.select({ id: messages.id }).from(messages)).map(({ id }) => id).toSorted();

test('what arrives the moment that the one before is stored is stored as well', async () => {
  const inbox = new Inbox(store);
  for (const id of ['a', 'b', 'c']) await inbox.receive(message(id));
  expect(await ids()).toEqual(['a', 'b', 'c']);
  await inbox.close();
});

test('what is deleted after it came is gone, however fast that is', async () => {
  const inbox = new Inbox(store);
  await Promise.all([
    inbox.receive(message('d')),
    inbox.remove('test:inbox', ['d']),
    inbox.receive(message('e')),
  ]);
  expect(await ids()).toEqual(['a', 'b', 'c', 'e']);
  await inbox.close();
});

test('of what arrives, only chosen channels and what is not too old are stored', async () => {
  const inbox = new Inbox(store, {
    admits: admission(loadConfig({ HUBBUB_CHANNELS: 'c, #plans', HUBBUB_RETENTION_DAYS: '30' })),
  });
  const before = await ids();
  const old = Date.now() - 31 * 86_400_000;
  await Promise.all([
    inbox.receive({ ...message('h'), channel: 'x', channelName: 'plans' }),
    inbox.receive({ ...message('i'), channel: 'y', channelName: 'random' }),
    inbox.receive({ ...message('j'), ts: old }),
  ]);
  expect(await ids()).toEqual([...before, 'h']);
  await inbox.remove('test:inbox', ['h']);
  await inbox.close();
});

test('a message that cannot be stored is set aside with the reason, and those around it are stored', async () => {
  const inbox = new Inbox(store);
  const poisoned = { ...message('poisoned'), ts: Number.NaN, text: 'what ada\0said' };
  await Promise.all([message('f'), poisoned, poisoned, message('g')].map((one) => inbox.receive(one)));
  expect(await ids()).toEqual(['a', 'b', 'c', 'e', 'f', 'g']);
  expect(await listAside(store)).toEqual([
    { step: 'store', reason: 'the message has no valid time', count: 1, example: 'test:inbox poisoned' },
  ]);
  expect(await registry.metrics()).toMatch(/^hubbub_messages_set_aside_total\{at="store"\} [1-9]/m);
  await inbox.receive({ ...poisoned, ts: Date.now() });
  expect(await listAside(store)).toEqual([]);
  await inbox.close();
});

test('while the store is away messages wait until there is no more room, and deletions always find some', async () => {
  let away = true;
  const told: unknown[] = [];
  const pool = Object.create(store.pool, {
    connect: { value: () => (away ? Promise.reject(new Error('away')) : store.pool.connect()) },
  });
  const inbox = new Inbox(
    { ...store, db: drizzle(pool) as never },
    { room: 2_000, onTrouble: (e) => told.push(e) },
  );
  const stored: Promise<void>[] = [];
  for (let i = 0; !inbox.full; i++) stored.push(inbox.receive(message(`w${i}`)));
  expect(stored).toHaveLength(7); // of some 300 characters each
  expect(await registry.metrics()).toMatch(/^hubbub_queue_messages [1-9]/m);
  stored.push(inbox.remove('test:inbox', ['w0', 'f']));
  away = false;
  await Promise.all(stored);
  expect(inbox.full).toBe(false);
  expect(told.length).toBeGreaterThan(0);
  expect((await ids()).filter((id) => /^[wf]/.test(id))).toEqual(['w1', 'w2', 'w3', 'w4', 'w5', 'w6']);
  await inbox.close();
});
