import { sql } from 'drizzle-orm';
import { storable } from '../collect/clean.ts';
import { metrics } from '../metrics.ts';
import { setAside } from './schema.ts';
import type { Store } from './store.ts';

/** A message that could not be used, and why. */
export interface SetAside {
  workspace: string;
  message: string;
  step: 'store' | 'embed';
  contentHash: string;
  reason: string;
}

const LONGEST_REASON = 300;

/** Sets messages aside; what had been set aside before at the same step is brought up to date. */
export async function putAside(store: Store, refused: readonly SetAside[]): Promise<void> {
  if (refused.length === 0) return;
  for (const { step } of refused) metrics.setAside.inc({ at: step });
  const rows = refused.map((row) => ({
    ...row,
    workspace: storable(row.workspace),
    message: storable(row.message),
    reason: storable(row.reason.slice(0, LONGEST_REASON)),
  }));
  // One row must not be written twice in a statement.
  const distinct = new Map(rows.map((row) => [JSON.stringify([row.workspace, row.message, row.step]), row]));
  await store.db
    .insert(setAside)
    .values([...distinct.values()])
    .onConflictDoUpdate({
      target: [setAside.workspace, setAside.message, setAside.step],
      set: { contentHash: sql`excluded.content_hash`, reason: sql`excluded.reason`, at: sql`now()` },
    });
}

/** What still stands aside, by reason, most frequent first, with a message of each. */
export async function listAside(store: Store) {
  const { rows } = await store.pool.query<{ step: string; reason: string; count: number; example: string }>(
    `select step, reason, count(*)::int as count, min(s.workspace || ' ' || s.message) as example
     from set_aside s left join message m on m.workspace = s.workspace and m.id = s.message
     where case step when 'embed' then m.content_hash = s.content_hash else m.id is null end
     group by step, reason order by 3 desc, 1, 2 limit 10`,
  );
  return rows;
}
