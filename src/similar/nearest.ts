import { sql } from 'drizzle-orm';
import { type Candidate, described, embedded, type Reach } from './candidates.ts';

/**
 * The `limit` messages nearest to a vector: exact, and filtered before they are ranked, so there are `limit` of them
 * whenever that many are within reach.
 *
 * @param vector as pgvector writes it
 */
export async function nearest(reach: Reach, vector: string, limit: number): Promise<Candidate[]> {
  const { store, viewer } = reach;
  const near = sql`
    select message, -(vector <#> ${vector}::vector) as similarity from embedding
    where ${embedded(reach)} order by similarity desc, message limit ${limit}`;
  const { rows } = await store.db.execute<Candidate & Record<string, unknown>>(
    sql`${described(viewer, near)} order by near.similarity desc, m.id`,
  );
  return rows;
}
