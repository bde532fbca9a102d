import { type SQL, sql } from 'drizzle-orm';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import type { Reach } from './candidates.ts';
import { visibleTo } from './visible.ts';

/** What came of a conversation after the message that is quoted of it. */
export interface Outcome {
  /** Messages that followed in the same conversation. */
  replies: number;
  /** The last of them. */
  last?: { author: string; ts: number; text: string; permalink: string | null };
}

/**
 * Pairs of messages `asked` and the ids of their conversations: the thread, what it answers and what answers it, and
 * what a run counted with it within two days.
 */
const parts = (workspace: string, ids: readonly string[]): SQL => sql`
  with self as materialized (
    select m.*, coalesce(m.thread_id, m.id) as thread, tm.conversation from message m
    left join topic_member tm on tm.workspace = m.workspace and tm.message = m.id
    where m.workspace = ${workspace} and m.id = any(${sql.param([...ids])}::text[]))
  select self.id as asked, self.id from self
  union select self.id, m.id from self join message m on m.workspace = self.workspace and m.thread_id = self.thread
  union select id, thread from self
  union select id, reply_to from self where reply_to is not null
  union select self.id, m.id from self
    join message m on m.workspace = self.workspace and m.channel = self.channel
      and m.ts between self.ts - interval '2 days' and self.ts + interval '2 days'
    left join topic_member tm on tm.workspace = m.workspace and tm.message = m.id
    where m.reply_to = self.id or tm.conversation = self.conversation`;

/** The ids of a message and the rest of its conversation: for leaving out, never for showing, so no viewer is asked. */
export async function conversationOf(store: Store, workspace: string, message: string): Promise<string[]> {
  const { rows } = await store.db.execute<{ id: string }>(parts(workspace, [message]));
  return rows.map(({ id }) => id);
}

/** What came of the conversations of `messages`, as far as `viewer` may see it. */
export async function outcomesOf(
  store: Store,
  viewer: Viewer,
  messages: readonly string[],
): Promise<Map<string, Outcome>> {
  const { rows } = await store.db.execute<
    { asked: string } & Outcome & NonNullable<Outcome['last']> & Record<string, unknown>
  >(sql`
    select distinct on (asked) asked, count(*) over (partition by asked)::int as replies,
      coalesce(a.name, m.author) as author, (extract(epoch from m.ts) * 1000)::float8 as ts, m.text, m.permalink
    from (${parts(viewer.workspace, messages)}) part
    join message quoted on quoted.workspace = ${viewer.workspace} and quoted.id = part.asked
    join (select * from message where workspace = ${viewer.workspace} and ${visibleTo(viewer)}) m
      on m.id = part.id and (m.ts, m.id) > (quoted.ts, quoted.id)
    left join author a on a.workspace = m.workspace and a.id = m.author
    order by asked, m.ts desc, m.id desc`);
  const known = rows.map(
    ({ asked, replies, author, ts, text, permalink }) =>
      [asked, { replies, last: { author, ts, text, permalink } }] as const,
  );
  return new Map<string, Outcome>([...messages.map((id) => [id, { replies: 0 }] as const), ...known]);
}

/** The best message of each conversation, in order. */
export async function byConversation<T extends { id: string }>(
  { store, viewer }: Reach,
  messages: readonly T[],
): Promise<T[]> {
  const ids = messages.map(({ id }) => id);
  const { rows } = await store.db.execute<{ id: string; conversation: string }>(sql`
    select m.id, coalesce(m.thread_id, tm.conversation, m.id) as conversation from message m
    left join topic_member tm on tm.workspace = m.workspace and tm.message = m.id
    where m.workspace = ${viewer.workspace} and m.id = any(${sql.param(ids)}::text[])`);
  const conversations = new Map(rows.map(({ id, conversation }) => [id, conversation]));
  const seen = new Set<string>();
  return messages.filter(({ id }) => {
    const conversation = conversations.get(id) ?? id;
    return !seen.has(conversation) && seen.add(conversation);
  });
}

/** Whether a text asks something, so that what was answered is of more use than who else said it. */
export const isQuestion = (text: string): boolean =>
  /[?？؟]\s*$/.test(text) ||
  /^(who|what|when|where|why|how|which|is there|are there|has any|have we|does any|did any|can i|can we|anyone)\b/i.test(
    text,
  );
