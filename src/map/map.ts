import { sql } from 'drizzle-orm';
import { visibleTo } from '../similar/visible.ts';
import type { Store } from '../store/store.ts';
import { loadRun } from '../store/topics.ts';
import { type ListOptions, listTopics, type TopicsResult, type TopicView } from '../topics/list.ts';
import type { Viewer } from '../viewer.ts';
import { colourTopics } from './colour-topics.ts';
import { bringMapUpToDate } from './current.ts';

/** A message on the map. */
interface MapPoint {
  messageId: string;
  x: number;
  y: number;
  /** Id of a topic of the map; null where it is in none that the viewer may see. */
  topic: string | null;
  /** Milliseconds since the epoch. */
  ts: number;
}

/** A topic on the map, and where its name belongs. */
interface MapTopic extends Pick<TopicView, 'id' | 'label' | 'keywords' | 'size' | 'pinned'> {
  x: number;
  y: number;
  /** Number of a colour, see `colours`: a topic keeps it. */
  colour: number;
}

/** What a viewer may see of what a workspace talks about, as a plane on which likeness is nearness. */
export interface TopicMap {
  /** The stretch shown; times are ISO 8601. */
  window: TopicsResult['window'];
  /** In time order; `x` and `y` in no unit, y upwards. */
  points: MapPoint[];
  /** Pinned ones first, then by size. */
  topics: MapTopic[];
}

/**
 * The map of a workspace, made of what `viewer` may read. Messages that came since are placed first, and the first
 * time everything is laid out: up to a minute in a thread of its own, in which the process does other things.
 *
 * @throws HubbubError where there are no topics yet or the channel is unknown to the viewer.
 * @example
 * const { points, topics } = await loadMap(store, operator(workspace), { since: '7d' });
 */
export async function loadMap(
  store: Store,
  viewer: Viewer,
  options: Pick<ListOptions, 'channel' | 'since'> = {},
): Promise<TopicMap> {
  const run = await loadRun(store, viewer.workspace);
  if (run) await bringMapUpToDate(store, run);
  const shown = await listTopics(store, viewer, { ...options, members: true });
  const topicOf = new Map<string, string | null>(shown.unsorted.map((id) => [id, null]));
  for (const { id, messages } of shown.topics) for (const message of messages!) topicOf.set(message, id);
  const points = (await pointsFor(store, viewer, shown.embedder)).flatMap((point): MapPoint[] => {
    const topic = topicOf.get(point.messageId);
    return topic === undefined ? [] : [{ ...point, topic }];
  });
  const inside = Map.groupBy(points, ({ topic }) => topic);
  const topics = shown.topics.flatMap(({ id, label, keywords, size, pinned }) => {
    const own = inside.get(id);
    return own ? [{ id, label, keywords, size, pinned, ...heartOf(own) }] : [];
  });
  return { window: shown.window, points, topics: await colourTopics(store, viewer.workspace, topics) };
}

async function pointsFor(store: Store, viewer: Viewer, embedder: string) {
  const { rows } = await store.db.execute<Omit<MapPoint, 'topic'> & Record<string, unknown>>(sql`
    select m.id as "messageId", p.x, p.y, (extract(epoch from m.ts) * 1000)::float8 as ts
    from message m
    join map_position p on p.workspace = m.workspace and p.embedder = ${embedder} and p.message = m.id
    where m.workspace = ${viewer.workspace} and ${visibleTo(viewer)}
    order by m.ts, m.id collate "C"`);
  return rows;
}

/** The point of a topic that is in the midst of the others: medians are not drawn away by what lies apart. */
function heartOf(points: readonly MapPoint[]): { x: number; y: number } {
  const median = (of: 'x' | 'y') => points.map((p) => p[of]).toSorted((a, b) => a - b)[points.length >> 1]!;
  const [mx, my] = [median('x'), median('y')];
  const away = (p: MapPoint) => (p.x - mx) ** 2 + (p.y - my) ** 2;
  const { x, y } = points.reduce((best, p) => (away(p) < away(best) ? p : best));
  return { x, y };
}
