import { eq, sql } from 'drizzle-orm';
import { topicColours } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { colours } from './colours.ts';

interface Place {
  id: string;
  x: number;
  y: number;
}

/**
 * Gives each topic a colour, for good: what is blue today is blue tomorrow, on the map, in pictures and on the
 * dashboard. A new one takes the colour of which the nearest other topic is farthest away.
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

async function loadColours(store: Store, workspace: string): Promise<Map<string, number>> {
  const rows = await store.db.select().from(topicColours).where(eq(topicColours.workspace, workspace));
  return new Map(rows.map(({ topic, colour }) => [topic, colour % colours.length]));
}

function freest(place: Place, taken: readonly (Place & { colour: number })[]): number {
  const room = colours.map(() => Number.POSITIVE_INFINITY);
  for (const { x, y, colour } of taken)
    room[colour] = Math.min(room[colour]!, Math.hypot(x - place.x, y - place.y));
  return room.indexOf(Math.max(...room));
}
