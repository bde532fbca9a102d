import { eq, sql } from 'drizzle-orm';
import { topicColours } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { TopicRun } from '../store/topics.ts';
import { colours } from './colours.ts';
import { neighboursOf } from './neighbours.ts';
import { separateColours } from './separate.ts';

/** A topic, and where its heart is on the map where that is known. */
interface Place {
  id: string;
  x?: number;
  y?: number;
}

/**
 * Gives each topic a colour that it keeps: what is blue today is blue tomorrow, on the map, in pictures and on the
 * dashboard. A new one takes the colour that is farthest away on the map, or that the fewest have.
 *
 * @param topics the most important first: these differ most
 */
export async function colourTopics<T extends Place>(
  store: Store,
  workspace: string,
  topics: readonly T[],
): Promise<(T & { colour: number })[]> {
  const known = await loadColours(store, workspace);
  const taken = topics.flatMap((topic) => {
    const colour = known.get(topic.id);
    return colour === undefined ? [] : [{ ...topic, colour }];
  });
  const chosen: { workspace: string; topic: string; colour: number }[] = [];
  for (const topic of topics) {
    if (known.has(topic.id)) continue;
    const colour = freest(topic, taken);
    taken.push({ ...topic, colour });
    chosen.push({ workspace, topic: topic.id, colour });
  }
  if (chosen.length > 0) {
    const all = sql.param(JSON.stringify(chosen));
    // A topic that ended meanwhile needs none; where another process was faster, its choice stands.
    await store.db.execute(sql`
      insert into topic_colour (workspace, topic, colour)
      select t.workspace, t.id, given.colour
      from json_to_recordset(${all}::json) as given(topic text, colour int)
      join topic t on t.workspace = ${workspace} and t.id = given.topic
      on conflict do nothing`);
  }
  const final = chosen.length > 0 ? await loadColours(store, workspace) : known;
  return topics.map((topic) => ({ ...topic, colour: final.get(topic.id) ?? 0 }));
}

/**
 * Sees to it that no two topics whose messages lie side by side on the map of a workspace have the same colour: the larger one keeps
 * it. The map of everybody counts, so that topics have the same colours for whoever looks.
 */
export async function keepNeighboursApart(
  store: Store,
  { workspace, embedder, from }: TopicRun,
): Promise<void> {
  const { rows } = await store.pool.query<{ x: number; y: number; topic: string }>(
    `select p.x, p.y, tm.topic from map_position p
     join topic_member tm on tm.workspace = p.workspace and tm.message = p.message
     join message m on m.workspace = p.workspace and m.id = p.message
     where p.workspace = $1 and p.embedder = $2 and tm.topic is not null and m.ts >= $3
     order by p.message collate "C"`,
    [workspace, embedder, from],
  );
  const sizes = [...Map.groupBy(rows, ({ topic }) => topic)].map(([topic, { length }]) => ({
    topic,
    length,
  }));
  const topics = sizes
    .sort((a, b) => b.length - a.length || (a.topic < b.topic ? -1 : 1))
    .map(({ topic }) => topic);
  const known = await loadColours(store, workspace);
  const apart = separateColours(topics, known, neighboursOf(rows), colours.length);
  const changed = [...apart].filter(([topic, colour]) => known.get(topic) !== colour);
  if (changed.length === 0) return;
  const all = sql.param(JSON.stringify(changed.map(([topic, colour]) => ({ topic, colour }))));
  await store.db.execute(sql`
    insert into topic_colour (workspace, topic, colour)
    select t.workspace, t.id, given.colour
    from json_to_recordset(${all}::json) as given(topic text, colour int)
    join topic t on t.workspace = ${workspace} and t.id = given.topic
    order by t.id
    on conflict (workspace, topic) do update set colour = excluded.colour`);
}

/** The number of the colour of each topic that has been on a map. */
export async function loadColours(store: Store, workspace: string): Promise<Map<string, number>> {
  const rows = await store.db.select().from(topicColours).where(eq(topicColours.workspace, workspace));
  return new Map(rows.map(({ topic, colour }) => [topic, colour % colours.length]));
}

function freest({ x, y }: Place, taken: readonly (Place & { colour: number })[]): number {
  const room = colours.map((_, colour) => {
    const others = taken.filter((other) => other.colour === colour);
    if (x === undefined || y === undefined || others.some((other) => other.x === undefined))
      return -others.length;
    return Math.min(...others.map((other) => Math.hypot(other.x! - x, other.y! - y)));
  });
  return room.indexOf(Math.max(...room));
}
