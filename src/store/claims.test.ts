import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../test/databases.ts';
import { openClaims } from './claims.ts';
import type { Store } from './store.ts';

describe.each(databases)('claims: $name', ({ name, missing, create }) => {
  let store: Store;
  let drop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    if (!missing) ({ store, drop } = await create());
  });
  afterAll(() => drop?.());

  test.skipIf(missing)('one at a time has a duty, and the next gets it when it is given back', async () => {
    const claims = openClaims(store);
    const claim = await claims.take('embed a');
    expect(claim).toBeDefined();
    expect(await claims.take('embed a')).toBeUndefined();
    expect(await claims.take('embed b')).toBeDefined();
    await claim!.release();
    expect(await claims.take('embed a')).toBeDefined();
    await claims.close();
  });

  test.skipIf(missing)('several can be asked for at once', async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on('warning', warned);
    const claims = openClaims(store);
    const taken = await Promise.all(['slack', 'discord', 'upkeep'].map((one) => claims.take(one)));
    expect(taken.filter(Boolean)).toHaveLength(3);
    await claims.close();
    process.off('warning', warned);
    expect(warnings).toEqual([]);
  });

  test.skipIf(missing || name === 'embedded')(
    'another process gets it when the first or its connection dies',
    async () => {
      const [first, second] = [openClaims(store), openClaims(store)];
      const claim = (await first.take('topics a'))!;
      expect(await second.take('topics a')).toBeUndefined();
      const lost = once(claim.lost, 'abort');
      await store.pool.query(
        `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
      );
      await lost;
      expect(await second.take('topics a')).toBeDefined();
      expect(await first.take('topics a')).toBeUndefined();
      await second.close();
      // The server hears of the end of a connection a moment later.
      await expect.poll(() => first.take('topics a')).toBeDefined();
      await first.close();
    },
  );
});
