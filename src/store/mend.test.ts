import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../test/databases.ts';
import { wordsEmbedder as embedder } from '../../test/words-embedder.ts';
import { collect } from '../collect/collect.ts';
import { fillEmbeddings } from '../embed/fill.ts';
import { findSimilar } from '../similar/similar.ts';
import { row } from '../topics/matrix.ts';
import { operator } from '../viewer.ts';
import { readVectors } from './copy.ts';
import type { Store } from './store.ts';
import { pendingMessages } from './vectors.ts';

describe.for(databases.filter((database) => !database.missing))('a damaged vector, $name', (database) => {
  const workspace = 'w';
  const texts = ['the printer jams', 'printer ink is out', 'lunch at noon', 'the printer is on fire'];
  const ids = texts.map((_, i) => `m${i}`);
  let store: Store;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    ({ store, drop } = await database.create());
    const message = { workspace, channel: 'c', author: 'ada' };
    await collect(
      store,
      texts.map((text, i) => ({ ...message, id: ids[i]!, ts: i * 1000, text })),
    );
    await fillEmbeddings(store, embedder, workspace);
  });
  afterAll(() => drop());

  const damage = (id: string, vector: string) =>
    store.pool.query('update embedding set vector = $1 where message = $2', [vector, id]);
  const pending = async () => (await pendingMessages(store, workspace, embedder.id, 10)).map(({ id }) => id);

  test.each([
    ['shorter', 'm0', '[1,2,3]'],
    ['longer', 'm1', `[${new Array(5000).fill(0.1)}]`],
  ])('that is %s keeps no look-up from the others, and is made anew', async (_, id, vector) => {
    const search = async () =>
      (await findSimilar(store, embedder, operator(workspace), { text: 'printer' })).results.map(
        (r) => r.messageId,
      );
    await damage(id, vector);
    expect(await search()).toContain('m3');
    expect(await pending()).toEqual([id]);
    await fillEmbeddings(store, embedder, workspace);
    expect((await search()).toSorted()).toEqual(ids);
  });

  test('nor does it spoil the vectors that are read with it, whether it comes first or last', async () => {
    const before = await readVectors(store, workspace, embedder.id, ids);
    for (const id of [ids[0]!, ids[3]!]) {
      await damage(id, '[1,2,3]');
      const read = await readVectors(store, workspace, embedder.id, ids);
      for (const [i, one] of ids.entries())
        expect(row(read, i)).toEqual(one === id ? new Float32Array(before.columns) : row(before, i));
      expect(await pending()).toEqual([id]);
      await fillEmbeddings(store, embedder, workspace);
    }
  });
});
