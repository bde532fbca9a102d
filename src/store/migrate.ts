import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import type pg from 'pg';

/** Any number: it names the lock that keeps two starting processes from migrating at once. */
const MIGRATION_LOCK = 4_182_782;

/** Brings the database up to date. Processes that start together on one server take turns. */
export async function bringUpToDate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    // Another process, or an index, may take its time.
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query('create extension if not exists vector');
    await migrate(drizzle(client), {
      migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)),
    });
    // Vectors of up to 2,000 numbers stay in their row: an exact search over them takes a third of the time.
    // No statistics of them are of any use.
    await client.query('alter table embedding set (toast_tuple_target = 8160)');
    await client.query('alter table embedding alter vector set statistics 0');
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await client.query('reset statement_timeout');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}
