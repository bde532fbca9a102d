import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databases } from '../../test/databases.ts';
import { dropLost, EMBEDDINGS, openCache, sweepCache } from './cache.ts';
import type { Store } from './store.ts';

// A Redis that takes every connection and never says a word, as one does whose machine hangs.

let asked = 0;
const silent = createServer((socket) => {
  asked++;
  socket.on('error', () => {});
});
let redisUrl: string;
let store: Store;
let drop: () => Promise<void>;
beforeAll(async () => {
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  redisUrl = `redis://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  ({ store, drop } = await databases[0]!.create());
});
afterAll(async () => {
  silent.close();
  await drop();
});

test('a Redis that hangs counts as empty, and after a few times it is not asked', async () => {
  const cache = openCache(store, { redisUrl }, EMBEDDINGS);
  const ask = () => cache.getMany(['a', 'b']);
  await cache.setMany([{ key: 'a', value: Buffer.from('x') }]);
  expect(await Promise.all(Array.from({ length: 6 }, ask))).toEqual(Array(6).fill([undefined, undefined]));
  const before = asked;
  expect(before).toBeGreaterThan(0);
  expect(await ask()).toEqual([undefined, undefined]);
  expect(asked).toBe(before);
  await cache.disconnect();
});

test.for([
  ['hangs', (): string => redisUrl],
  ['is away', (): string => 'redis://127.0.0.1:1'],
] as const)(
  'what is to be cleared from a Redis that %s is said not to be, and stays on the list',
  async ([, url]) => {
    const config = { redisUrl: url() };
    await store.pool.query(
      `insert into lost_text (workspace, hash) values ('test:1', 'abc') on conflict do nothing`,
    );
    await expect(dropLost(store, config, ['e'])).rejects.toThrow(/REDIS_URL/);
    expect((await store.pool.query('select hash from lost_text')).rows).toEqual([{ hash: 'abc' }]);
    await expect(sweepCache(store, config)).rejects.toThrow(/REDIS_URL/);
  },
);
