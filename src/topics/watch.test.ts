import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../collect/collect.ts';
import { fillEmbeddings } from '../embed/fill.ts';
import { LocalEmbedder } from '../embed/local.ts';
import { UsageError } from '../errors.ts';
import { openStore, type Store } from '../store/store.ts';
import { operator, type Viewer } from '../viewer.ts';
import { addWatch, listWatches, removeWatch, watchMatches } from './watch.ts';

const workspace = `test:watch-${process.pid}`;
const viewer = operator(workspace);
const embedder = new LocalEmbedder();
const said = [
  ['outage', 'the checkout is down again'],
  ['outage', 'checkout has been down for ten minutes'],
  ['lunch', 'who is up for ramen at noon'],
  ['lunch', 'ramen at noon sounds great'],
  ...['the invoice', 'my neighbour', 'this printer', 'a heron', 'the museum', 'our manual'].flatMap((who) =>
    [
      'needs a new logo',
      'visits next weekend',
      'is out of paper',
      'landed on the pond',
      'costs half the price today',
      'was translated into french',
      'makes too much noise',
      'begins on monday',
      'has a caching bug',
      'looks great in blue',
    ].map((does) => ['other', `${who} ${does}`]),
  ),
] as [string, string][];

let store: Store;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hubbub-watch-'));
  store = await openStore({ dataDir: folder, databaseUrl: process.env.TEST_DATABASE_URL });
  await collect(
    store,
    said.map(([, text], i) => ({
      workspace,
      channel: i % 2 ? 'odd' : 'even',
      id: `m${i}`,
      author: 'u1',
      ts: Date.UTC(2026, 0, 1) + i * 60_000,
      text,
    })),
  );
  await fillEmbeddings(store, embedder, workspace);
});
afterAll(async () => {
  await embedder.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

const idsOf = async (who: Viewer, name: string) =>
  (await watchMatches(store, embedder, who, name)).matches.map((match) => match.messageId);

describe('a watch', () => {
  it('finds messages like its examples, newest first, and no others', async () => {
    await addWatch(store, embedder, viewer, 'Outages', {
      texts: ['checkout is down', 'the checkout is down'],
    });
    expect(await idsOf(viewer, 'outages')).toEqual(['m1', 'm0']);
  });

  it('grows by further examples, messages too, and reports how it judges them', async () => {
    await addWatch(store, embedder, viewer, 'Food', { messages: ['m2'] });
    const view = await addWatch(store, embedder, viewer, 'food', { texts: ['ramen at noon?'] });
    expect(view).toMatchObject({ name: 'Food', examples: 2, precision: 1 });
    expect(await idsOf(viewer, 'Food')).toEqual(expect.arrayContaining(['m2', 'm3']));
    expect((await listWatches(store, embedder, viewer)).map((watch) => watch.name)).toEqual([
      'Food',
      'Outages',
    ]);
  });

  it('shows a viewer nothing from channels that they may not read', async () => {
    const stranger: Viewer = { workspace, channels: new Set(['odd']) };
    expect(await idsOf(stranger, 'Outages')).toEqual(['m1']);
    await expect(addWatch(store, embedder, stranger, 'Theirs', { messages: ['m0'] })).rejects.toThrow(
      UsageError,
    );
  });

  it('forgets an example with its message', async () => {
    await store.pool.query('delete from message where workspace = $1 and id = $2', [workspace, 'm2']);
    const food = (await listWatches(store, embedder, viewer)).find((watch) => watch.name === 'Food');
    expect(food).toMatchObject({ examples: 1, precision: null });
  });

  it('needs a name and examples that say something', async () => {
    await expect(addWatch(store, embedder, viewer, '  ', { texts: ['x'] })).rejects.toThrow(UsageError);
    await expect(addWatch(store, embedder, viewer, 'Empty', { texts: [' '] })).rejects.toThrow(UsageError);
    await expect(watchMatches(store, embedder, viewer, 'Nothing')).rejects.toThrow(UsageError);
  });

  it('ends when it is removed', async () => {
    await removeWatch(store, viewer, 'OUTAGES');
    await expect(removeWatch(store, viewer, 'Outages')).rejects.toThrow(UsageError);
  });
});
