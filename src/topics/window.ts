import { readVectors } from '../store/copy.ts';
import type { Store } from '../store/store.ts';
import { memberColumns, type TopicMember } from '../store/topics.ts';
import type { Matrix } from './matrix.ts';

/** A message as the topic engine sees it. A window is a list of them in time order, ties broken by id. */
export interface WindowMessage {
  id: string;
  channel: string;
  author: string;
  authorName?: string;
  /** Milliseconds since the epoch. */
  ts: number;
  text: string;
  threadId?: string;
  replyTo?: string;
}

/** The newest messages of a workspace, however long ago that was, each with its vector (zeros where it has none). */
export interface Window {
  messages: (WindowMessage & { contentHash: string; bot?: boolean })[];
  vectors: Matrix;
}

/** Messages in a window unless told otherwise. */
export const windowSize = 20_000;

/**
 * Stands for all that a run would see: the same again means that there is nothing to do.
 *
 * Undefined where nothing is embedded yet.
 */
export async function fingerprintOf(
  store: Store,
  workspace: string,
  embedderId: string,
  size = windowSize,
): Promise<string | undefined> {
  const { rows } = await store.pool.query<{ fingerprint: string | null; embedded: number }>(
    `select md5(string_agg(concat_ws(' ', m.id, m.content_hash, e.content_hash), ',' order by m.ts, m.id)) as fingerprint,
       count(e.message)::int as embedded
     from (select * from message where workspace = $1 order by ts desc, id desc limit $3) m
     left join embedding e on e.workspace = $1 and e.embedder = $2 and e.message = m.id`,
    [workspace, embedderId, size],
  );
  return rows[0]!.embedded > 0 ? rows[0]!.fingerprint! : undefined;
}

/** Reads the messages of the window from the database. */
export async function loadMessages(
  store: Store,
  workspace: string,
  size = windowSize,
): Promise<Window['messages']> {
  const { rows } = await store.pool.query<StoredMessage>(
    `select ${columns} from (select * from message where workspace = $1 order by ts desc, id desc limit $2) m
     ${withName} order by m.ts, m.id collate "C"`,
    [workspace, size],
  );
  return rows.map(withoutNulls);
}

/** Reads the window from the database. */
export async function loadWindow(
  store: Store,
  workspace: string,
  embedderId: string,
  size = windowSize,
): Promise<Window> {
  const messages = await loadMessages(store, workspace, size);
  return { messages, vectors: await vectorsOf(store, workspace, embedderId, messages) };
}

/** Row `i` is the vector of message `i`. */
export const vectorsOf = (
  store: Store,
  workspace: string,
  embedderId: string,
  messages: readonly { id: string }[],
): Promise<Matrix> =>
  readVectors(
    store,
    workspace,
    embedderId,
    messages.map((message) => message.id),
  );

/** How many messages of a channel, up to a new one, tell which conversation that one continues. */
const tail = 30;

/**
 * New messages with what they may continue: the last messages of their channels, their threads and what they answer;
 * and where each of those stands.
 */
export async function loadAround(
  store: Store,
  workspace: string,
  embedderId: string,
  ids: readonly string[],
): Promise<Window & { members: Map<string, TopicMember> }> {
  const { rows } = await store.pool.query<StoredMessage>(
    `with new as (select * from message where workspace = $1 and id = any($2)),
     around as (
       select id from new
       union select reply_to from new
       union select thread_id from new
       union select m.id from new join message m on m.workspace = $1 and m.thread_id = new.thread_id
       union select before.id from (select channel, min(ts) as first, max(ts) as last from new group by channel) new,
         lateral (
           (select id from message m where m.workspace = $1 and m.channel = new.channel and m.ts < new.first
            order by ts desc limit $3)
           union
           select id from message m where m.workspace = $1 and m.channel = new.channel and m.ts >= new.first
             and m.ts <= new.last) before)
     select ${columns} from message m ${withName}
     where m.workspace = $1 and m.id in (select id from around) order by m.ts, m.id collate "C"`,
    [workspace, ids, tail],
  );
  const messages = rows.map(withoutNulls);
  const { rows: members } = await store.pool.query<TopicMember>(
    `select ${memberColumns} from topic_member tm where tm.workspace = $1 and tm.message = any($2)`,
    [workspace, rows.map((message) => message.id)],
  );
  const vectors = await vectorsOf(store, workspace, embedderId, messages);
  return { messages, vectors, members: new Map(members.map((member) => [member.message, member])) };
}

const columns = `m.id, m.channel, m.author, a.name as "authorName", a.bot, (extract(epoch from m.ts) * 1000)::float8 as ts,
  m.text, m.thread_id as "threadId", m.reply_to as "replyTo", m.content_hash as "contentHash"`;
const withName = 'left join author a on a.workspace = m.workspace and a.id = m.author';

/** The columns above, with null for what is absent. */
type StoredMessage = Window['messages'][number];

const withoutNulls = (message: StoredMessage): StoredMessage => ({
  ...message,
  authorName: message.authorName ?? undefined,
  bot: message.bot ?? undefined,
  threadId: message.threadId ?? undefined,
  replyTo: message.replyTo ?? undefined,
});
