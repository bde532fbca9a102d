import { sql } from 'drizzle-orm';
import { embedded, type Reach } from './candidates.ts';
import { sketched } from './sketched.ts';

/** Counting ends here: beyond it only matters that there are many. */
const MOST = 20_000;

/**
 * How many embedded messages are within reach, 20,000 at most; those that are to be left out count, and of sketched ones those
 * just deleted.
 */
export async function countWithin(reach: Reach): Promise<number> {
  const sketches = sketched(reach);
  if (sketches) return Math.min(sketches.count(), MOST);
  // An index knows the channels; for what is left out, all would have to be read.
  const counted = embedded({ ...reach, except: [] });
  const { rows } = await reach.store.db.execute<{ count: number }>(
    sql`select count(*)::int as count from (select from embedding where ${counted} limit ${MOST}) counted`,
  );
  return rows[0]!.count;
}
