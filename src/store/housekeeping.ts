import { setInterval } from 'node:timers';
import type pg from 'pg';

/** What PostgreSQL's autovacuum would have done: the same thresholds, from the same counters. */
const DUE = `
  select format('%I', s.relname) as table,
    n_dead_tup > 50 + 0.2 * size or n_ins_since_vacuum > 1000 + 0.2 * size as vacuum
  from pg_stat_user_tables s join pg_class c on c.oid = s.relid, greatest(c.reltuples, 0) as size
  where n_mod_since_analyze > 50 + 0.1 * size or n_dead_tup > 50 + 0.2 * size
    or n_ins_since_vacuum > 1000 + 0.2 * size`;

const WAL = `select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn)::float8 as bytes from pg_control_checkpoint()`;
const CHECKPOINT_AFTER = 32 * 2 ** 20;

/** Does once what is due: statistics for the planner, dead rows, and the write-ahead log. */
export async function keepHouse(pool: pg.Pool): Promise<void> {
  const due = await pool.query<{ table: string; vacuum: boolean }>(DUE);
  for (const { table, vacuum } of due.rows) {
    await pool.query(`${vacuum ? 'vacuum (analyze)' : 'analyze'} ${table}`);
  }
  const wal = await pool.query<{ bytes: number }>(WAL);
  if (wal.rows[0]!.bytes > CHECKPOINT_AFTER) await pool.query('checkpoint');
}

/**
 * Keeps the embedded database's house, for PGlite has no background processes: without statistics a join of messages
 * and embeddings takes minutes, and the log grows to gigabytes. Returns what stops it.
 */
export function scheduleHousekeeping(pool: pg.Pool, everyMs = 2_000): () => Promise<void> {
  let work: Promise<void> | undefined;
  const timer = setInterval(() => {
    // A failure here (a full disk) meets the next write as well, and is told there.
    work ??= keepHouse(pool)
      .catch(() => {})
      .finally(() => {
        work = undefined;
      });
  }, everyMs).unref();
  return async () => {
    clearInterval(timer);
    await work;
  };
}
