import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newDataFolder } from '../../test/data-folder.ts';
import { contentHash } from '../collect/clean.ts';
import { collect, remove } from '../collect/collect.ts';
import { loadConfig } from '../config.ts';
import { assemble, type Hubbub } from '../hubbub.ts';
import { cacheKey, EMBEDDINGS, openCache } from '../store/cache.ts';
import { openClaims } from '../store/claims.ts';
import { Upkeep } from './upkeep.ts';

let dataDir: string;
let hubbub: Hubbub;
beforeAll(async () => {
  dataDir = await newDataFolder();
  hubbub = assemble(loadConfig({ HUBBUB_DATA_DIR: dataDir, HUBBUB_RETENTION_DAYS: '30' }));
});
afterAll(async () => {
  await hubbub.close();
  await rm(dataDir, { recursive: true });
});

const message = (id: string, days: number) => ({
  ...{ workspace: 'test:1', channel: 'c', id, author: 'ada', text: `text of ${id}` },
  ts: Date.now() - days * 86_400_000,
});

test('a round lets go what is too old, and the caches of what is gone; one process does it at a time', async () => {
  const store = await hubbub.store();
  await collect(store, [message('new', 1), message('old', 40), message('regretted', 2)]);
  const { id } = await (await hubbub.spaces()).wanted();
  const cache = openCache(store, hubbub.config, EMBEDDINGS);
  const keys = ['new', 'old', 'regretted', 'asked once'].map((name) =>
    cacheKey(id, contentHash(name === 'asked once' ? name : `text of ${name}`)),
  );
  await cache.setMany(keys.map((key) => ({ key, value: Buffer.from('vector') })));
  await remove(store, 'test:1', ['regretted']);
  const stored = async () =>
    (await store.pool.query<{ id: string }>('select id from message order by id')).rows.map((row) => row.id);
  const known = async () => (await cache.getMany(keys)).map((value) => value !== undefined);
  const troubles: unknown[] = [];
  const claims = openClaims(store);
  const options = { claims, onTrouble: (error: unknown) => troubles.push(error) };

  const elsewhere = await claims.take('upkeep');
  await new Upkeep(hubbub, options).close();
  expect(await stored()).toEqual(['new', 'old']);
  expect(await known()).toEqual([true, true, true, true]);
  await elsewhere!.release();

  const upkeep = new Upkeep(hubbub, options);
  await vi.waitFor(async () => expect(await known()).toEqual([true, false, false, false]), 20_000);
  await upkeep.close();
  expect(await stored()).toEqual(['new']);
  expect((await store.pool.query('select from lost_text')).rowCount).toBe(0);
  expect(troubles).toEqual([]);
  await claims.close();
});
