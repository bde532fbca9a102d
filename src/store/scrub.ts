import type { Store } from './store.ts';

/** Tables that hold what people wrote or who they are; rewriting them leaves nothing of deleted rows in their files. */
const TEXTS = ['message', 'topic', 'watch_example', 'author', 'privacy_choice', 'removal', 'digest_post'];
/** A larger table is vacuumed without being rewritten, which would hold up everything else for minutes; in bytes. */
const LARGEST = 2 ** 31;

/** How often rows of texts were changed or deleted so far: more than at the last scrub means that there is something to do. */
export async function changesOf({ pool }: Store): Promise<number> {
  const { rows } = await pool.query<{ changes: number }>(
    `select coalesce(sum(n_tup_del + n_tup_upd), 0)::float8 as changes from pg_stat_user_tables
     where relname in ('message', 'digest_post')`,
  );
  return rows[0]!.changes;
}

/**
 * Takes deleted rows out of the database's files: PostgreSQL only marks them as free, and its log keeps what was written.
 * On a server the log and its archive are the administrator's; there it does what it may.
 */
export async function scrub({ pool, embedded }: Store): Promise<void> {
  const { rows } = await pool.query<{ name: string; size: string }>(
    `select relname as name, pg_total_relation_size(oid) as size from pg_class
     where relkind = 'r' and relnamespace = current_schema()::regnamespace`,
  );
  for (const { name, size } of rows) {
    const whole = TEXTS.includes(name) && Number(size) <= LARGEST;
    await pool.query(`vacuum (analyze${whole ? ', full' : ''}) "${name}"`);
  }
  if (!embedded) return;
  // Samples of columns are statistics, and so are kept apart.
  await pool.query('vacuum full pg_statistic');
  await pool.query('select pg_switch_wal()');
  await pool.query('checkpoint');
}
