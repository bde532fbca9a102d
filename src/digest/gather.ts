import { type SQL, sql } from 'drizzle-orm';
import { visibleTo } from '../similar/visible.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';

/** A message of the stretch, with where it stands. */
export interface Said {
  id: string;
  channel: string;
  author: string;
  bot: boolean;
  /** Milliseconds since the epoch. */
  ts: number;
  text: string;
  threadId: string | null;
  replyTo: string | null;
  topic: string | null;
  /** To the centre of its topic. */
  similarity: number | null;
  conversation: string | null;
}

/** What a digest covers. */
export interface Stretch {
  /** Milliseconds since the epoch: from included, to excluded. */
  from: number;
  to: number;
  /** Ids of channels; all that the viewer may read if left out. */
  channels?: readonly string[];
  /** IANA name of the time zone that its day is told in; UTC if left out. */
  zone?: string;
}

/** The messages of a stretch that `viewer` may read, oldest first. */
export const gather = (store: Store, viewer: Viewer, { from, to, channels }: Stretch): Promise<Said[]> =>
  gatherWhere(store, viewer, sql`${within(channels)} and ts >= ${new Date(from)} and ts < ${new Date(to)}`);

/** Those of these messages that are there, and that `viewer` may read, oldest first. */
export const gatherThese = (store: Store, viewer: Viewer, ids: readonly string[]): Promise<Said[]> =>
  gatherWhere(store, viewer, sql`m.id = any(${sql.param([...ids])}::text[])`);

async function gatherWhere(store: Store, viewer: Viewer, condition: SQL): Promise<Said[]> {
  const { rows } = await store.db.execute<Said & Record<string, unknown>>(sql`
    select m.id, channel, m.author, coalesce(a.bot, false) as bot, (extract(epoch from ts) * 1000)::float8 as ts, m.text,
      m.thread_id as "threadId", m.reply_to as "replyTo", tm.topic, tm.similarity, tm.conversation
    from message m
    left join topic_member tm on tm.workspace = m.workspace and tm.message = m.id
    left join author a on a.workspace = m.workspace and a.id = m.author
    where m.workspace = ${viewer.workspace} and ${visibleTo(viewer)} and ${condition}
    order by ts, m.id collate "C"`);
  return rows;
}

/** The channels that these messages stand in: who may read a digest may read those. */
export async function channelsOf(
  store: Store,
  workspace: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const { rows } = await store.pool.query<{ channel: string }>(
    'select distinct channel from message where workspace = $1 and id = any($2)',
    [workspace, ids],
  );
  return new Set(rows.map(({ channel }) => channel));
}

/** Who spoke when in the threads and conversations of these messages, from the first of them on, to this day. */
export async function gatherAnswers(
  store: Store,
  viewer: Viewer,
  asked: readonly Said[],
): Promise<Pick<Said, 'id' | 'author' | 'ts' | 'threadId' | 'replyTo' | 'conversation' | 'text'>[]> {
  if (asked.length === 0) return [];
  const list = (ids: (string | null)[]) => sql`any(${sql.param(ids.filter((id) => id !== null))}::text[])`;
  const { rows } = await store.db.execute<Said & Record<string, unknown>>(sql`
    select m.id, m.author, (extract(epoch from ts) * 1000)::float8 as ts, m.text, m.thread_id as "threadId",
      m.reply_to as "replyTo", tm.conversation
    from message m
    left join topic_member tm on tm.workspace = m.workspace and tm.message = m.id
    where m.workspace = ${viewer.workspace} and ${visibleTo(viewer)} and ts >= ${new Date(asked[0]!.ts)}
      and (m.thread_id = ${list(asked.flatMap(({ id, threadId }) => [id, threadId]))}
        or m.reply_to = ${list(asked.map(({ id }) => id))}
        or tm.conversation = ${list(asked.map(({ conversation }) => conversation))})`);
  return rows;
}

/** How busy each topic was before a moment: in the stretch just before it, in the seven before it, and when it began. */
export async function gatherPast(
  store: Store,
  viewer: Viewer,
  { from, to, channels }: Stretch,
): Promise<Map<string, { before: number; week: number }>> {
  const length = to - from;
  const { rows } = await store.db.execute<{ topic: string; before: number; week: number }>(sql`
    select tm.topic, count(*) filter (where ts >= ${new Date(from - length)})::int as before,
      count(*) filter (where ts >= ${new Date(from - 7 * length)})::int as week
    from topic_member tm join message m on m.workspace = tm.workspace and m.id = tm.message
    where tm.workspace = ${viewer.workspace} and tm.topic is not null and ${visibleTo(viewer)} and ${within(channels)}
      and ts < ${new Date(from)}
    group by tm.topic`);
  return new Map(rows.map(({ topic, ...past }) => [topic, past]));
}

const within = (channels: readonly string[] | undefined) =>
  channels ? sql`channel = any(${sql.param([...channels])}::text[])` : sql`true`;
