import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../test/databases.ts';
import { collect, remove } from '../collect/collect.ts';
import { row } from '../topics/matrix.ts';
import { openCache } from './cache.ts';
import { readVectors } from './copy.ts';
import type { Store } from './store.ts';
import { countMessages, countPending, pendingMessages, writeVectors } from './vectors.ts';

const COUNT = 2_500;
const DIMENSIONS = 48;
const vectorOf = (i: number) =>
  Float32Array.from({ length: DIMENSIONS }, (_, k) => Math.fround(Math.sin(i + k / 7)));
const idOf = (i: number) => `m${i}'\\"`;

describe.for(databases.filter((database) => !database.missing))('vectors, $name', (database) => {
  let store: Store;
  let drop: () => Promise<void>;
  const everyId = Array.from({ length: COUNT }, (_, i) => idOf(i));

  beforeAll(async () => {
    ({ store, drop } = await database.create());
    await collect(
      store,
      everyId.map((id, i) => ({
        workspace: 'w',
        channel: 'c',
        id,
        author: 'a',
        ts: i * 1_000,
        text: `number ${i}`,
      })),
    );
  });
  afterAll(() => drop());

  test('what is pending is listed newest first in steps, written, and read back bit by bit', async () => {
    let last: { id: string; ts: number } | undefined;
    const seen: string[] = [];
    for (;;) {
      const batch = await pendingMessages(store, 'w', 'e', 700, last);
      if (batch.length === 0) break;
      last = batch.at(-1);
      seen.push(...batch.map((m) => m.id));
      await writeVectors(
        store,
        'w',
        'e',
        batch.map((m) => ({ ...m, vector: vectorOf(m.ts / 1_000) })),
      );
    }
    expect(seen).toEqual(everyId.toReversed());
    const asked = [idOf(7), 'unknown', ...everyId];
    const matrix = await readVectors(store, 'w', 'e', asked);
    expect([matrix.rows, matrix.columns]).toEqual([COUNT + 2, DIMENSIONS]);
    expect(row(matrix, 0)).toEqual(vectorOf(7));
    expect(row(matrix, 1)).toEqual(new Float32Array(DIMENSIONS));
    for (let i = 0; i < COUNT; i++) expect(row(matrix, i + 2)).toEqual(vectorOf(i));
    expect(await countPending(store, 'w', 'e')).toBe(0);
    expect(await countPending(store, 'w', 'another embedder')).toBe(COUNT);
    expect(await countMessages(store, 'w')).toBe(COUNT);
  });

  test('a vector of a text that was edited or removed meanwhile is dropped', async () => {
    const [first, second, third] = await pendingMessages(store, 'w', 'late', 3);
    await collect(store, [
      { workspace: 'w', channel: 'c', id: first!.id, author: 'a', ts: first!.ts, text: 'edited' },
    ]);
    await remove(store, 'w', [second!.id]);
    await writeVectors(
      store,
      'w',
      'late',
      [first!, second!, third!].map((m) => ({ ...m, vector: vectorOf(1) })),
    );
    const { rows } = await store.pool.query("select message from embedding where embedder = 'late'");
    expect(rows).toEqual([{ message: third!.id }]);
  });

  test('reading nothing gives nothing', async () => {
    expect(await readVectors(store, 'w', 'nobody', everyId.slice(0, 3))).toMatchObject({
      rows: 3,
      columns: 0,
    });
    expect(await readVectors(store, 'w', 'e', [])).toMatchObject({ rows: 0 });
  });

  test('the cache keeps bytes, by namespace', async () => {
    const cache = openCache(store, {}, 'one');
    const other = openCache(store, {}, 'two');
    const bytes = Buffer.from(vectorOf(3).buffer);
    await cache.setMany([
      { key: 'a', value: bytes },
      { key: 'b', value: Buffer.alloc(0) },
    ]);
    expect(await cache.getMany(['a', 'missing', 'b'])).toEqual([bytes, undefined, Buffer.alloc(0)]);
    expect(await other.get('a')).toBeUndefined();
    await Promise.all([cache.disconnect(), other.disconnect()]);
    expect(await openCache(store, {}, 'one').get('a')).toEqual(bytes);
  });

  test('the cache drops what was written more than 90 days ago', async () => {
    const write = (key: string) => openCache(store, {}, 'ages').setMany([{ key, value: Buffer.from(key) }]);
    await write('old');
    await write('recent');
    await store.pool.query(`update cache set written = now() - case key when 'ages:old' then interval '91 days'
      else interval '89 days' end`);
    await write('new');
    expect(await openCache(store, {}, 'ages').getMany(['old', 'recent', 'new'])).toEqual([
      undefined,
      Buffer.from('recent'),
      Buffer.from('new'),
    ]);
  });
});
