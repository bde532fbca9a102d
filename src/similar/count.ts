import { sql } from 'drizzle-orm';
import { embedded, type Reach } from './candidates.ts';

/** Counting ends here: beyond it only matters that there are many. */
const MOST = 20_000;

/** How many embedded messages are within reach, 20,000 at most. */
export async function countWithin(reach: Reach): Promise<number> {
  const { rows } = await reach.store.db.execute<{ count: number }>(
    sql`select count(*)::int as count from (select from embedding where ${embedded(reach)} limit ${MOST}) counted`,
  );
  return rows[0]!.count;
}
