import { sql } from 'drizzle-orm';
import { personDigest } from '../digest/setups.ts';
import type { Store } from '../store/store.ts';
import { type Choice, choiceOf } from './choices.ts';

/** Everything that is kept of one person in a workspace. */
export interface PersonalData {
  workspace: string;
  /** ISO 8601. */
  exportedAt: string;
  author: { id: string; name: string | null };
  choice: Choice;
  /** The digest that they get alone, if so: a cron expression by the clock of a time zone. */
  digest: { cron: string; zone: string } | null;
  messages: PersonalMessage[];
}

interface PersonalMessage extends Record<string, unknown> {
  id: string;
  channel: string;
  channelName: string | null;
  /** ISO 8601. */
  ts: string;
  editedTs: string | null;
  text: string;
  threadId: string | null;
  replyTo: string | null;
  permalink: string | null;
  /** Embedders whose vectors of it are kept. */
  embeddedBy: string[];
}

/** Collects everything that is kept of `author`, their messages oldest first. Whoever calls it answers for who gets it. */
export async function exportOf(store: Store, workspace: string, author: string): Promise<PersonalData> {
  const { rows: names } = await store.db.execute<{ name: string | null }>(
    sql`select name from author where workspace = ${workspace} and id = ${author}`,
  );
  const iso = (column: string) =>
    sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
  const { rows: messages } = await store.db.execute<PersonalMessage>(sql`
    select m.id, m.channel, c.name as "channelName", ${iso('m.ts')} as ts, ${iso('m.edited_ts')} as "editedTs", m.text,
      m.thread_id as "threadId", m.reply_to as "replyTo", m.permalink,
      array(select e.embedder from embedding e where e.workspace = m.workspace and e.message = m.id) as "embeddedBy"
    from message m left join channel c on c.workspace = m.workspace and c.id = m.channel
    where m.workspace = ${workspace} and m.author = ${author} order by m.ts, m.id`);
  const { rows: digests } = await store.db.execute<{ cron: string; zone: string }>(
    sql`select cron, zone from digest where workspace = ${workspace} and id = ${personDigest(author)}`,
  );
  return {
    workspace,
    exportedAt: new Date().toISOString(),
    author: { id: author, name: names[0]?.name ?? null },
    choice: await choiceOf(store, workspace, author),
    digest: digests[0] ?? null,
    messages,
  };
}
