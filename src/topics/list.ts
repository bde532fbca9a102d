import { sql } from 'drizzle-orm';
import { HubbubError } from '../errors.ts';
import { visibleTo } from '../similar/visible.ts';
import type { Store } from '../store/store.ts';
import { loadRun, loadTopics, type Topic } from '../store/topics.ts';
import { maySee, type Viewer } from '../viewer.ts';
import { sinceWhen } from './since.ts';
import { visibleNames } from './visible-names.ts';

/** One topic as far as the viewer may see it: nothing here comes from a message that they may not read. */
export interface TopicView {
  id: string;
  label: string;
  /** One sentence, or empty where no model wrote one. */
  summary: string;
  keywords: string[];
  /** How many messages, conversations and authors. */
  size: number;
  conversations: number;
  authors: number;
  /** ISO 8601. */
  firstTs: string;
  lastTs: string;
  pinned: boolean;
  /** Set where it is hidden, and listed since that was asked for. */
  hidden?: true;
  /** Ids in time order, where asked for. */
  messages?: string[];
}

/** The JSON of `topics --json`: pinned topics first, then by size. */
export interface TopicsResult {
  workspace: string;
  embedder: string;
  /** The stretch shown, as far as the viewer may see it; times are ISO 8601. */
  window: { from: string; to: string; messages: number };
  topics: TopicView[];
  /** Ids of messages in no topic, in time order. */
  unsorted: string[];
  /** For each unsorted message the id of the listed topic that comes closest, where members are asked for. */
  nearest?: Record<string, string>;
}

/** What to show of the topics. */
export interface ListOptions {
  /** Id or name of a channel. */
  channel?: string;
  /** `7d` or `12h` before the newest message, an ISO date, or `all`; the last run's window otherwise. */
  since?: string;
  /** Name the messages of each topic. */
  members?: boolean;
  /** List hidden topics too. */
  hidden?: boolean;
}

interface Row extends Record<string, unknown> {
  id: string;
  channel: string;
  author: string;
  /** Milliseconds since the epoch. */
  ts: number;
  /** Null where the message is unsorted or has arrived since the last run. */
  topic: string | null;
  nearest: string | null;
  conversation: string | null;
}

/** A topic of which a viewer may read a part only is shown to them from this many messages on. */
export const leastVisible = 3;

/**
 * The topics of the last run and who has joined them since, made of what `viewer` may read. A topic of which they may
 * read too little is not shown, and its messages count as unsorted; those of hidden topics are left out.
 *
 * @throws HubbubError where there are no topics yet or the channel is unknown to the viewer.
 * @example
 * const { topics } = await listTopics(store, operator(workspace), { since: '7d' });
 */
export async function listTopics(
  store: Store,
  viewer: Viewer,
  { channel, since, members, hidden }: ListOptions = {},
): Promise<TopicsResult> {
  const run = await loadRun(store, viewer.workspace);
  if (!run)
    throw new HubbubError(
      'There are no topics yet.',
      'Import an export, or let Hubbub collect some messages first.',
    );
  const from = since === undefined ? run.from : sinceWhen(since, run.to);
  const rows = await rowsOf(store, viewer, from, channel && (await channelOf(store, viewer, channel)).id);
  const topics = new Map((await loadTopics(store, viewer.workspace)).map((topic) => [topic.id, topic]));
  const channels = viewer.channels === 'all' ? undefined : await channelsOfTopics(store, viewer.workspace);
  const shown: ShownTopic[] = [];
  for (const [id, inside] of Map.groupBy(rows, (row) => row.topic)) {
    const topic = id === null ? undefined : topics.get(id);
    const seenWhole = channels?.get(id)?.every((c) => maySee(viewer, c)) ?? true;
    if (topic && (hidden || !topic.hidden) && (seenWhole || inside.length >= leastVisible))
      shown.push({ topic, inside, seenWhole });
  }
  const names = await visibleNames(store, viewer, shown);
  const ids = new Set(shown.map(({ topic }) => topic.id));
  const unsorted = rows.filter(({ topic }) => !ids.has(topic!) && !topics.get(topic!)?.hidden);
  const pointed = unsorted.filter(({ nearest }) => ids.has(nearest!));
  return {
    workspace: viewer.workspace,
    embedder: run.embedder,
    window: windowOf(rows, from, run.to),
    topics: shown
      .map(({ topic, inside }) => ({
        ...names.get(topic.id)!,
        ...numbersOf(inside),
        pinned: topic.pinned,
        ...(topic.hidden && { hidden: true as const }),
        ...(members && { messages: inside.map((row) => row.id) }),
      }))
      .sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.size - a.size || (a.id < b.id ? -1 : 1)),
    unsorted: unsorted.map((row) => row.id),
    ...(members && { nearest: Object.fromEntries(pointed.map((row) => [row.id, row.nearest!])) }),
  };
}

/** A topic and those of its messages that are shown. */
export interface ShownTopic {
  topic: Omit<Topic, 'centroid'>;
  inside: Row[];
  /** The viewer may read all of it. */
  seenWhole: boolean;
}

function windowOf(rows: readonly Row[], from: Date, to: Date): TopicsResult['window'] {
  const within = rows.filter((row) => row.ts >= from.getTime());
  return {
    from: new Date(within[0]?.ts ?? from).toISOString(),
    to: new Date(within.at(-1)?.ts ?? to).toISOString(),
    messages: within.length,
  };
}

const numbersOf = (inside: readonly Row[]) => ({
  size: inside.length,
  conversations: new Set(inside.map((row) => row.conversation)).size,
  authors: new Set(inside.map((row) => row.author)).size,
  firstTs: new Date(inside[0]!.ts).toISOString(),
  lastTs: new Date(inside.at(-1)!.ts).toISOString(),
});

/** Messages from `from` on that the viewer may read, in time order; of pinned topics, older ones too. */
async function rowsOf(store: Store, viewer: Viewer, from: Date, channel?: string): Promise<Row[]> {
  const { rows } = await store.db.execute<Row>(sql`
    select m.id, channel, author, (extract(epoch from ts) * 1000)::float8 as ts, tm.topic, nearest, conversation
    from message m
    left join topic_member tm on tm.workspace = m.workspace and tm.message = m.id
    where m.workspace = ${viewer.workspace} and ${visibleTo(viewer)}
      and (ts >= ${from} or tm.topic in (select id from topic where workspace = ${viewer.workspace} and pinned))
      and ${channel === undefined ? sql`true` : sql`channel = ${channel}`}
    order by ts, m.id collate "C"`);
  return rows;
}

/** The channels in which each topic has messages. */
async function channelsOfTopics(store: Store, workspace: string): Promise<Map<string | null, string[]>> {
  const { rows } = await store.db.execute<{ topic: string | null; channels: string[] }>(sql`
    select topic, array_agg(distinct channel) as channels from topic_member tm
    join message m on m.workspace = tm.workspace and m.id = tm.message
    where tm.workspace = ${workspace} group by topic`);
  return new Map(rows.map((row) => [row.topic, row.channels]));
}

/** A channel by its id or name; one that is hidden is answered like one that is not there. */
export async function channelOf(
  store: Store,
  viewer: Viewer,
  channel: string,
): Promise<{ id: string; name: string }> {
  const name = channel.replace(/^#/, '');
  const { rows } = await store.db.execute<{ id: string; name: string }>(sql`
    select id, coalesce(name, id) as name from channel where workspace = ${viewer.workspace} and (id = ${channel} or name = ${name})
    order by id = ${channel} desc, id`);
  const visible = rows.find((row) => maySee(viewer, row.id));
  if (visible) return visible;
  throw new HubbubError(
    `There is no channel ${channel} that you may read.`,
    'Name one that Hubbub collects, by its name or id.',
  );
}
