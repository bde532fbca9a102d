import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases } from '../../test/databases.ts';
import { collect } from '../collect/collect.ts';
import { hasNearIndex, keepNearIndex } from '../store/near-index.ts';
import { keepSketches } from '../store/sketches.ts';
import type { Store } from '../store/store.ts';
import { writeVectors } from '../store/vectors.ts';
import { seededRandom } from '../topics/cluster/random.ts';
import type { Reach } from './candidates.ts';
import { EXACT_UP_TO, nearest } from './nearest.ts';

const workspace = "test:it's large";
const embedder = { id: 'random:24', dimensions: 24 };
const count = 3_000;
const random = seededRandom(1);
const unit = () => {
  const vector = Float32Array.from({ length: 24 }, () => random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
};

/** One message of a hundred is in a channel of few. */
const channelOf = (i: number) => (i % 100 === 0 ? 'rare' : `c${i % 5}`);

describe.for(databases.filter((one) => !one.missing))('the index of a large workspace, $name', (database) => {
  let store: Store;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    ({ store, drop } = await database.create());
    const messages = Array.from({ length: count }, (_, i) => ({
      ...{ workspace, id: `m${i}`, channel: channelOf(i), author: 'u' },
      ...{ ts: i * 1_000, text: `number ${i}` },
    }));
    await collect(store, messages);
    const { rows } = await store.pool.query<{ id: string; hash: string }>(
      'select id, content_hash as hash from message where workspace = $1',
      [workspace],
    );
    const vectors = rows.map(({ id, hash }) => ({ id, contentHash: hash, vector: unit() }));
    await writeVectors(store, workspace, embedder.id, vectors);
  }, 120_000);
  afterAll(() => drop());

  it('is made once, or sketches are, and finds nearly the same as comparing with every message', {
    timeout: 120_000,
  }, async () => {
    expect(await keepNearIndex(store, workspace, embedder.id)).toBe(false);
    expect(await keepNearIndex(store, workspace, embedder.id, { from: count })).toBe(!store.embedded);
    expect(await keepNearIndex(store, workspace, embedder.id, { from: count })).toBe(false);
    expect(await hasNearIndex(store, workspace, embedder.id)).toBe(!store.embedded);
    await keepSketches(store, workspace, embedder.id, { from: count });
    let same = 0;
    for (const channels of ['all', new Set(['c1', 'c2']), new Set(['rare'])] as const)
      for (let i = 0; i < 6; i++) {
        const reach: Reach = {
          ...{ store, embedder, viewer: { workspace, channels }, narrowing: {}, except: ['m7'] },
        };
        const vector = `[${unit().join()}]`;
        const [exact, fast] = [
          // By author, every message is compared with.
          await nearest({ ...reach, narrowing: { authors: ['u'] } }, vector, 20, count),
          await nearest(reach, vector, 20, EXACT_UP_TO),
        ];
        expect(fast).toHaveLength(20);
        const seen = fast.map(({ id }) => channelOf(Number(id.slice(1))));
        expect(seen.filter((channel) => channels !== 'all' && !channels.has(channel))).toEqual([]);
        const found = new Set(fast.map(({ id }) => id));
        same += exact.filter(({ id }) => found.has(id)).length / exact.length;
      }
    expect(same / 18).toBeGreaterThan(0.95);
  });
});
