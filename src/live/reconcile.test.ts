import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ChannelSource, HistoryPage } from '../../adapters/adapter.ts';
import { databases } from '../../test/databases.ts';
import { collect } from '../collect/collect.ts';
import type { Message } from '../message.ts';
import { beginReading, checkOf } from '../store/readings.ts';
import type { Store } from '../store/store.ts';
import { Inbox } from './inbox.ts';
import { Reconcile } from './reconcile.ts';

const START = Date.UTC(2025, 0, 1);
const key = { workspace: 'test:1', source: 'c' };
const message = (i: number): Message => ({
  workspace: 'test:1',
  channel: 'c',
  id: `m${i}`,
  author: 'ada',
  ts: START + i * 60_000,
  text: `text ${i}`,
});
const all = Array.from({ length: 450 }, (_, i) => message(i));

let store: Store;
let drop: () => Promise<void>;
let inbox: Inbox;
const troubles: unknown[] = [];
beforeAll(async () => {
  ({ store, drop } = await databases[0]!.create());
  inbox = new Inbox(store);
});
afterAll(async () => {
  await inbox.close();
  await drop();
});
beforeEach(async () => {
  troubles.length = 0;
  await store.pool.query('truncate message, removal, reading cascade');
  await collect(store, all);
  await beginReading(store, key, Date.now());
});

/** A channel of which the platform holds `there`; `deliver` does to a read what may happen to it. */
function channel(
  there: readonly Message[],
  deliver: (page: HistoryPage, read: number) => HistoryPage | undefined = (page) => page,
): ChannelSource & { reads: number } {
  const source = {
    workspace: 'test:1',
    channel: 'c',
    reads: 0,
    async *pages({ after = 0, before = Number.POSITIVE_INFINITY }: { after?: number; before?: number }) {
      source.reads++;
      const found = there.filter(({ ts }) => ts >= after && ts <= before).toReversed();
      for (let i = 0; i < found.length; i += 100) {
        const messages = found.slice(i, i + 100);
        const page = deliver({ messages, reachedBackTo: messages.at(-1)!.ts }, source.reads);
        if (page) yield page;
      }
    },
  };
  return source;
}

async function compare(source: ChannelSource): Promise<string[]> {
  const reconcile = new Reconcile(store, inbox, {
    quiet: async () => {},
    onTrouble: (_, error) => troubles.push(error),
  });
  reconcile.know(source);
  await reconcile.pass({ pause: 0 });
  await reconcile.stop();
  const { rows } = await store.pool.query<{ id: string }>('select id from message');
  const left = new Set(rows.map(({ id }) => id));
  return all.filter(({ id }) => !left.has(id)).map(({ id }) => id);
}

test('what the platform has no more is removed, what it has otherwise is taken', async () => {
  const there = all
    .filter(({ id }) => !['m3', 'm222', 'm449'].includes(id))
    .map((one) => (one.id === 'm100' ? { ...one, text: 'edited', editedTs: START } : one));
  expect(await compare(channel(there))).toEqual(['m3', 'm222', 'm449']);
  const { rows } = await store.pool.query(`select text from message where id = 'm100'`);
  expect(rows).toEqual([{ text: 'edited' }]);
  expect(await checkOf(store, key)).toMatchObject({ checked: null, checkedAt: expect.any(Number) });
});

test.for([
  ['delivers nothing', () => undefined],
  ['breaks off', (page: HistoryPage) => ({ ...page, messages: page.messages.slice(0, 0) })],
] as const)('nothing is removed where a read %s', async ([, deliver]) => {
  expect(await compare(channel(all, deliver))).toEqual([]);
});

test('nothing is removed by a read that fails after its first page, and the next pass goes on there', async () => {
  const there = all.filter(({ id }) => id !== 'm10' && id !== 'm400');
  const failing = channel(there, (page, read) => {
    if (read === 2) throw new Error('the platform is away');
    return page;
  });
  expect(await compare(failing)).toEqual(['m400']);
  expect(troubles).toEqual([new Error('the platform is away')]);
  expect(failing.reads).toBe(2);
  const again = channel(there);
  expect(await compare(again)).toEqual(['m10', 'm400']);
  expect(again.reads).toBe(2);
});

test('what a platform holds back is not taken for deleted', async () => {
  const there = all.filter((one, i) => i >= 380 && one.id !== 'm400');
  expect(await compare(channel(there, (page) => ({ ...page, limited: true })))).toEqual(['m400']);
});

test('what was compared today is left alone', async () => {
  await compare(channel(all));
  const again = channel(all);
  await compare(again);
  expect(again.reads).toBe(0);
});
