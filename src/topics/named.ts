import { and, eq, sql } from 'drizzle-orm';
import { visibleTo } from '../similar/visible.ts';
import { topics } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { maySee, type Viewer } from '../viewer.ts';
import { leastVisible, type ShownTopic } from './list.ts';
import { visibleNames } from './visible-names.ts';

/** A topic by the name that `viewer` may be shown, or undefined where they may not be shown it at all, or it is hidden. */
export async function namedTopic(
  store: Store,
  viewer: Viewer,
  id: string,
): Promise<{ id: string; label: string } | undefined> {
  const [topic] = await store.db
    .select()
    .from(topics)
    .where(and(eq(topics.workspace, viewer.workspace), eq(topics.id, id), eq(topics.hidden, false)));
  if (!topic) return undefined;
  const { rows } = await store.db.execute<{ channel: string }>(sql`
    select distinct channel from topic_member tm join message m on m.workspace = tm.workspace and m.id = tm.message
    where tm.workspace = ${viewer.workspace} and tm.topic = ${id}`);
  const seenWhole = rows.every(({ channel }) => maySee(viewer, channel));
  if (seenWhole && topic.labelledChannels.every((channel) => maySee(viewer, channel)))
    return { id, label: topic.label };
  const inside = await visibleMembers(store, viewer, id);
  if (!seenWhole && inside.length < leastVisible) return undefined;
  const name = (await visibleNames(store, viewer, [{ topic, inside, seenWhole }])).get(id)!;
  return { id, label: name.label };
}

async function visibleMembers(store: Store, viewer: Viewer, topic: string): Promise<ShownTopic['inside']> {
  const { rows } = await store.db.execute<ShownTopic['inside'][number]>(sql`
    select m.id, channel, author, (extract(epoch from ts) * 1000)::float8 as ts, tm.topic, nearest, conversation
    from topic_member tm join message m on m.workspace = tm.workspace and m.id = tm.message
    where tm.workspace = ${viewer.workspace} and tm.topic = ${topic} and ${visibleTo(viewer)}
    order by ts, m.id collate "C"`);
  return rows;
}
