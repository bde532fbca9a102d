import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../test/databases.ts';
import type { Message } from '../message.ts';
import type { Store } from '../store/store.ts';
import { pendingMessages, writeVectors } from '../store/vectors.ts';
import { collect, remove } from './collect.ts';

const message = (id: string, more: Partial<Message> = {}): Message => ({
  workspace: 'test:1',
  channel: 'c1',
  channelName: 'general',
  id,
  author: 'u1',
  authorName: 'Ada',
  ts: Date.UTC(2024, 4, 1, 12),
  text: `text of ${id}`,
  ...more,
});
const counts = ({ added, updated, unchanged }: Awaited<ReturnType<typeof collect>>) => [
  added,
  updated,
  unchanged,
];

describe.for(databases.filter((database) => !database.missing))('collect, $name', (database) => {
  let store: Store;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    ({ store, drop } = await database.create());
  });
  afterAll(() => drop());
  beforeEach(async () => {
    await store.pool.query('truncate message, removal, channel, author, workspace cascade');
  });

  const stored = async (columns: string, table = 'message') =>
    (await store.pool.query(`select ${columns} from ${table} order by 1`)).rows;
  const embed = async (ids: string[]) => {
    const pending = (await pendingMessages(store, 'test:1', 'e', 100)).filter((m) => ids.includes(m.id));
    await writeVectors(
      store,
      'test:1',
      'e',
      pending.map((m) => ({ ...m, vector: Float32Array.of(1, 0) })),
    );
  };

  test('the same messages again change nothing, not even the time of the last news', async () => {
    const batch = [
      message('1'),
      message('2', { threadId: '1', replyTo: '1', bot: true, permalink: 'https://x/2' }),
    ];
    expect(counts(await collect(store, batch))).toEqual([2, 0, 0]);
    const before = await Promise.all(
      ['message', 'channel', 'author', 'workspace'].map((t) => stored('*', t)),
    );
    expect(counts(await collect(store, batch))).toEqual([0, 0, 2]);
    expect(
      await Promise.all(['message', 'channel', 'author', 'workspace'].map((t) => stored('*', t))),
    ).toEqual(before);
  });

  test('an edit replaces the text and drops its embedding alone; an older one changes nothing', async () => {
    await collect(store, [message('1'), message('2')]);
    await embed(['1', '2']);
    expect(
      counts(await collect(store, [message('1', { text: 'new', editedTs: Date.UTC(2024, 4, 3) })])),
    ).toEqual([0, 1, 0]);
    expect(await stored('message', 'embedding')).toEqual([{ message: '2' }]);
    const older = [message('1'), message('1', { text: 'between', editedTs: Date.UTC(2024, 4, 2) })];
    expect(counts(await collect(store, older))).toEqual([0, 0, 2]);
    expect((await stored('id, text'))[0]).toEqual({ id: '1', text: 'new' });
  });

  test('of one message twice in a batch the newer edit stays, whatever the order', async () => {
    const [old, edited] = [message('1'), message('1', { text: 'new', editedTs: Date.UTC(2024, 4, 3) })];
    for (const batch of [
      [old, edited],
      [edited, old],
    ]) {
      await store.pool.query('truncate message cascade');
      expect(counts(await collect(store, batch))).toEqual([1, 0, 1]);
      expect(await stored('text')).toEqual([{ text: 'new' }]);
    }
  });

  test('what a later source does not know is kept, a name that it knows better is taken', async () => {
    await collect(store, [message('1', { threadId: '0', permalink: 'https://x/1', bot: true })]);
    await collect(store, [message('1', { channelName: undefined, authorName: 'Ada L.' })]);
    expect(await stored('thread_id, permalink')).toEqual([{ thread_id: '0', permalink: 'https://x/1' }]);
    expect(await stored('name', 'channel')).toEqual([{ name: 'general' }]);
    expect(await stored('name, bot', 'author')).toEqual([{ name: 'Ada L.', bot: true }]);
  });

  test('a removed message takes its embedding along and does not come back', async () => {
    await collect(store, [message('1'), message('2')]);
    await embed(['1', '2']);
    await remove(store, 'test:1', ['1', 'never seen']);
    expect(await stored('message', 'embedding')).toEqual([{ message: '2' }]);
    expect(counts(await collect(store, [message('1'), message('never seen')]))).toEqual([0, 0, 2]);
    expect(await stored('id')).toEqual([{ id: '2' }]);
  });

  test('workspaces are kept apart', async () => {
    const elsewhere = message('1', { workspace: 'test:2', text: 'elsewhere' });
    expect(counts(await collect(store, [message('1'), elsewhere]))).toEqual([2, 0, 0]);
    await remove(store, 'test:2', ['1']);
    expect(await stored('workspace, text')).toEqual([{ workspace: 'test:1', text: 'text of 1' }]);
  });

  test('text that no database holds is repaired, and one bad message stops no other', async () => {
    const hopeless = message(
      Array.from({ length: 4_000 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20_000))).join(''),
    );
    const batch = [
      message('1', { text: 'a\0b \ud83d c' }),
      message('2', { ts: Number.NaN }),
      hopeless,
      message('4'),
    ];
    const { rejected, ...rest } = await collect(store, batch);
    expect(rest).toEqual({ added: 2, updated: 0, unchanged: 0 });
    expect(rejected.map(({ message }) => batch.findIndex(({ id }) => id === message.id))).toEqual([1, 2]);
    expect(await stored('id, text')).toEqual([
      { id: '1', text: 'ab \ufffd c' },
      { id: '4', text: 'text of 4' },
    ]);
  });

  test('moments keep their milliseconds', async () => {
    const ts = Date.UTC(2024, 4, 1, 12, 0, 0, 123);
    await collect(store, [message('1', { ts: ts + 0.4, editedTs: ts + 7 })]);
    expect(await stored('ts, edited_ts')).toEqual([{ ts: new Date(ts), edited_ts: new Date(ts + 7) }]);
  });
});
