import { sql } from 'drizzle-orm';
import { visibleTo } from '../similar/visible.ts';
import type { Store } from '../store/store.ts';
import { findTopic } from '../topics/curate.ts';
import { listTopics } from '../topics/list.ts';
import type { Viewer } from '../viewer.ts';
import { turnPages } from './paging.ts';
import type { MessageItem, Reply } from './reply.ts';
import { renameAction } from './topics.ts';

/**
 * The messages of one topic that `viewer` may read, newest first, `limit` on a page.
 *
 * @param topic its id, the beginning of it, or its name
 * @throws UsageError where that is no topic, or several.
 */
export async function topicMessagesReply(
  store: Store,
  viewer: Viewer,
  topic: string,
  { page, limit }: { page: number; limit: number },
): Promise<Reply> {
  const { id, label } = await findTopic(store, viewer, topic);
  const { topics } = await listTopics(store, viewer, { since: 'all', hidden: true, members: true });
  const ids = (topics.find((one) => one.id === id)?.messages ?? []).toReversed();
  const from = (page - 1) * limit;
  const messages = await messagesOf(store, viewer, ids.slice(from, from + limit));
  const count = ids.length === 1 ? '1 message' : `${ids.length} messages`;
  const actions = [
    ...turnPages((to) => `/topics show ${id} --page ${to}`, page, { more: ids.length > from + limit }),
    ...(viewer.mayCurate ? [renameAction(id, label)] : []),
  ];
  return {
    heading: label,
    context: messages.length > 0 ? `${from + 1}–${from + messages.length} of ${count}, newest first` : count,
    parts: [
      messages.length > 0
        ? { kind: 'messages', messages }
        : { kind: 'text', text: 'There are no messages on this page.' },
      ...(actions.length > 0 ? [{ kind: 'actions' as const, actions }] : []),
    ],
    fallback: `${count} about ${label}${messages[0] ? `; the newest is by ${messages[0].author}: ${messages[0].text}` : ''}`,
  };
}

/** Those of the messages `ids` that `viewer` may read, newest first. */
export async function messagesOf(
  store: Store,
  viewer: Viewer,
  ids: readonly string[],
): Promise<MessageItem[]> {
  const { rows } = await store.db.execute<
    Omit<MessageItem, 'permalink'> & { permalink: string | null } & Record<string, unknown>
  >(sql`
    select m.id, coalesce(a.name, m.author) as author, coalesce(c.name, m.channel) as channel,
      (extract(epoch from m.ts) * 1000)::float8 as ts, m.text, m.permalink
    from message m
    left join author a on a.workspace = m.workspace and a.id = m.author
    left join channel c on c.workspace = m.workspace and c.id = m.channel
    where m.workspace = ${viewer.workspace} and m.id = any(${sql.param(ids)}::text[]) and ${visibleTo(viewer)}
    order by m.ts desc, m.id desc`);
  return rows.map(({ permalink, ...row }) => ({ ...row, ...(permalink && { permalink }) }));
}
