import { afterAll, beforeAll, expect, test } from 'vitest';
import { databases } from '../../test/databases.ts';
import { collect } from '../collect/collect.ts';
import { importArchive } from '../collect/import.ts';
import { loadConfig } from '../config.ts';
import type { Message } from '../message.ts';
import type { Store } from '../store/store.ts';
import { admission } from './admission.ts';
import { expire } from './retention.ts';

const DAY = 86_400_000;
const message = (id: string, channel: string, days: number): Message => ({
  workspace: 'w',
  channel: channel.toUpperCase(),
  channelName: channel,
  id,
  author: 'ada',
  ts: Date.now() - days * DAY,
  text: `text of ${id}`,
});
const all = [
  message('new', 'general', 1),
  message('old', 'general', 40),
  message('kept', 'legal', 400),
  message('short', 'chat', 8),
];
const config = loadConfig({
  HUBBUB_RETENTION_DAYS: '30, #legal=3650, CHAT=7',
  HUBBUB_CHANNELS: '#general, LEGAL',
});

let store: Store;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ store, drop } = await databases[0]!.create());
});
afterAll(() => drop());
const ids = async () =>
  (await store.pool.query<{ id: string }>('select id from message order by id')).rows.map(({ id }) => id);

test('messages go when their time is over, by channel where that has a term of its own', async () => {
  await collect(store, all);
  expect(await expire(store, loadConfig({}).retention)).toBe(0);
  expect(await expire(store, config.retention)).toBe(2);
  expect(await ids()).toEqual(['kept', 'new']);
});

test('an import lets in what is not too old, of channels that are collected', async () => {
  await store.pool.query('truncate message cascade');
  async function* items() {
    for (const one of [...all, message('other', 'random', 1)])
      yield { kind: 'message' as const, message: one };
  }
  const { added, leftOut } = await importArchive(store, items(), { admits: admission(config) });
  expect([added, leftOut]).toEqual([2, 3]);
  expect(await ids()).toEqual(['kept', 'new']);
});

test.for(['0', 'a year', '30, legal', '-1'])('HUBBUB_RETENTION_DAYS=%s is refused', (days) => {
  expect(() => loadConfig({ HUBBUB_RETENTION_DAYS: days })).toThrow('HUBBUB_RETENTION_DAYS');
});
