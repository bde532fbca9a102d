import { desc, eq, sql } from 'drizzle-orm';
import { visibleTo } from '../similar/visible.ts';
import { topicEvents } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { loadTopics, type Topic, type TopicEvent } from '../store/topics.ts';
import { maySee, type Viewer } from '../viewer.ts';
import { listTopics } from './list.ts';

/** How topics came, grew and went. Times are in milliseconds since the epoch. */
export interface Timeline {
  from: number;
  to: number;
  /** Those that are listed, by their first message. */
  topics: TopicCourse[];
  /** Newest first. */
  events: TimelineEvent[];
}

export interface TopicCourse {
  id: string;
  label: string;
  size: number;
  from: number;
  to: number;
  /** Messages in each of equal stretches from the timeline's beginning to its end. */
  activity: number[];
}

export interface TimelineEvent {
  at: number;
  kind: TopicEvent['kind'];
  topic: { id: string; label: string };
  /** What it was merged into, or what split from it. */
  other?: { id: string; label: string };
  /** Messages before and after, or those that moved: for viewers who may read them all. */
  before?: number;
  after?: number;
}

const stretches = 60;
const latest = 500;

/**
 * The course of every topic that `viewer` may see and what happened to it. A birth stands at the topic's first
 * message: the run that found it may have been much later, as for an archive.
 *
 * @throws HubbubError where there are no topics yet.
 */
export async function timelineOf(store: Store, viewer: Viewer): Promise<Timeline> {
  const { topics: listed, window } = await listTopics(store, viewer, { since: 'all' });
  const from = Date.parse(window.from);
  const to = Math.max(Date.parse(window.to), from + 1);
  const activity = await activityOf(store, viewer, from, to);
  const topics = listed
    .map(({ id, label, size, firstTs, lastTs }) => ({
      id,
      label,
      size,
      from: Date.parse(firstTs),
      to: Date.parse(lastTs),
      activity: activity.get(id) ?? new Array<number>(stretches).fill(0),
    }))
    .sort((a, b) => a.from - b.from);
  const shown = new Map(topics.map((topic) => [topic.id, topic]));
  const known = new Map((await loadTopics(store, viewer.workspace)).map((topic) => [topic.id, topic]));
  const nameOf = (id: string) => {
    const label = shown.get(id)?.label ?? endedLabel(viewer, known.get(id));
    return label === undefined ? undefined : { id, label };
  };
  const rows = await store.db
    .select()
    .from(topicEvents)
    .where(eq(topicEvents.workspace, viewer.workspace))
    .orderBy(desc(topicEvents.at))
    .limit(latest);
  const events = rows.flatMap(({ topic: id, kind, at, detail }): TimelineEvent[] => {
    const topic = nameOf(id);
    if (!topic) return [];
    const other = typeof detail.into === 'string' ? nameOf(detail.into) : undefined;
    const numbers = viewer.channels === 'all' ? sizesIn(detail) : {};
    const began = kind === 'born' ? shown.get(id)?.from : undefined;
    return [{ at: began ?? at.getTime(), kind, topic, ...(other && { other }), ...numbers }];
  });
  return { from, to, topics, events: events.sort((a, b) => b.at - a.at) };
}

/** What a topic was called that is not listed any more, for those who may read every channel the name was drawn from. */
function endedLabel(viewer: Viewer, topic: Omit<Topic, 'centroid'> | undefined): string | undefined {
  if (!topic || topic.hidden || topic.state === 'live') return undefined;
  const { label, labelledChannels } = topic;
  const drawnFromSeen = labelledChannels.length > 0 && labelledChannels.every((c) => maySee(viewer, c));
  return viewer.channels === 'all' || drawnFromSeen ? label : undefined;
}

function sizesIn({ from, to, size }: Record<string, string | number>): { before?: number; after?: number } {
  const after = to ?? size;
  return {
    ...(typeof from === 'number' && { before: from }),
    ...(typeof after === 'number' && { after }),
  };
}

async function activityOf(store: Store, viewer: Viewer, from: number, to: number) {
  const { rows } = await store.db.execute<{ topic: string; stretch: number; count: number }>(sql`
    select tm.topic, count(*)::int as count,
      least(floor((extract(epoch from ts) * 1000 - ${from}::float8) / ${(to - from) / stretches}::float8), ${stretches - 1})::int as stretch
    from topic_member tm join message m on m.workspace = tm.workspace and m.id = tm.message
    where tm.workspace = ${viewer.workspace} and tm.topic is not null and ${visibleTo(viewer)}
    group by 1, 3`);
  const activity = new Map<string, number[]>();
  for (const { topic, stretch, count } of rows) {
    const counts = activity.get(topic) ?? new Array<number>(stretches).fill(0);
    if (counts[stretch] !== undefined) counts[stretch] += count;
    activity.set(topic, counts);
  }
  return activity;
}
