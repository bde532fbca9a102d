import { sql } from 'drizzle-orm';
import { namedTopic } from '../topics/named.ts';
import type { Reach } from './candidates.ts';

/**
 * The topic that the query belongs to, for each of `results` that belongs to it too, by the name that the viewer may
 * see. A message belongs where it was placed; a text, to the nearest topic, if it is as close as its own messages are.
 */
export async function sharedTopics(
  { store, embedder, viewer }: Reach,
  query: string | { vector: string },
  results: readonly string[],
): Promise<Map<string, { id: string; label: string }>> {
  const mine =
    typeof query === 'string'
      ? sql`select topic from topic_member where workspace = ${viewer.workspace} and message = ${query}`
      : sql`select id as topic from (
          select id, radius, -(centroid <#> ${query.vector}::vector) as similarity from topic
          where workspace = ${viewer.workspace} and embedder = ${embedder.id} and state = 'live'
          order by similarity desc, id limit 1) nearest where similarity >= radius`;
  const { rows } = await store.db.execute<{ message: string; topic: string }>(sql`
    select message, topic from topic_member
    where workspace = ${viewer.workspace} and message = any(${sql.param([...results])}::text[]) and topic = (${mine})`);
  const topic = rows[0] && (await namedTopic(store, viewer, rows[0].topic));
  return new Map(topic ? rows.map(({ message }) => [message, topic]) : []);
}
