import { rm } from 'node:fs/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { newDataFolder } from '../../test/data-folder.ts';
import { startEmbedded } from './embedded.ts';
import { keepHouse } from './housekeeping.ts';

test('statistics, dead rows and the log are looked after when due, and left alone otherwise', async () => {
  // Without the store, whose own housekeeping would come between.
  const folder = await newDataFolder();
  const database = await startEmbedded(folder);
  const pool = new pg.Pool({ connectionString: database.connectionString, max: 1 });
  try {
    const number = async (query: string) => Number(Object.values((await pool.query(query)).rows[0])[0]);
    const wal = () =>
      number('select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) from pg_control_checkpoint()');
    const estimate = () => number("select reltuples from pg_class where relname = 'note'");
    const dead = () => number("select n_dead_tup from pg_stat_user_tables where relname = 'note'");
    const visits = () =>
      number("select vacuum_count + analyze_count from pg_stat_user_tables where relname = 'note'");

    await pool.query('create table note (id text primary key, name text)');
    await pool.query(`insert into note (id, name)
      select 'w' || i, (select string_agg(md5(i || ' ' || j), '') from generate_series(1, 150) j) from generate_series(1, 9000) i`);
    await toldOfChanges(pool);
    expect(await wal()).toBeGreaterThan(32 * 2 ** 20);
    await keepHouse(pool);
    expect(await estimate()).toBe(9_000);
    expect(await wal()).toBeLessThan(2 ** 20);

    await pool.query('delete from note');
    await toldOfChanges(pool);
    expect(await dead()).toBe(9_000);
    await keepHouse(pool);
    expect(await dead()).toBe(0);

    const before = await visits();
    await keepHouse(pool);
    expect(await visits()).toBe(before);
  } finally {
    await pool.end();
    await database.close();
    await rm(folder, { recursive: true });
  }
});

/** PostgreSQL counts changes with a delay unless it is asked. */
const toldOfChanges = (pool: pg.Pool) => pool.query('select pg_stat_force_next_flush()');
