import { expect, test } from 'vitest';
import { databases } from '../../test/databases.ts';
import { keepHouse } from './housekeeping.ts';

test('statistics, dead rows and the log are looked after when due, and left alone otherwise', async () => {
  const { store, drop } = await databases[0]!.create();
  try {
    const number = async (query: string) => Number(Object.values((await store.pool.query(query)).rows[0])[0]);
    const wal = () =>
      number('select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) from pg_control_checkpoint()');
    const estimate = () => number("select reltuples from pg_class where relname = 'workspace'");
    const visits = () =>
      number("select vacuum_count + analyze_count from pg_stat_user_tables where relname = 'workspace'");

    await store.pool.query(`insert into workspace (id, name)
      select 'w' || i, (select string_agg(md5(i || ' ' || j), '') from generate_series(1, 150) j) from generate_series(1, 9000) i`);
    expect(await wal()).toBeGreaterThan(32 * 2 ** 20);
    await keepHouse(store.pool);
    expect(await estimate()).toBe(9_000);
    expect(await wal()).toBeLessThan(2 ** 20);

    await store.pool.query('delete from workspace');
    await keepHouse(store.pool);
    expect(await number("select n_dead_tup from pg_stat_user_tables where relname = 'workspace'")).toBe(0);

    const before = await visits();
    await keepHouse(store.pool);
    expect(await visits()).toBe(before);
  } finally {
    await drop();
  }
});
