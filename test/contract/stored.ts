import { sql } from 'drizzle-orm';
import type { Store } from '../../src/store/store.ts';

/** A stored message with names in place of ids. */
export interface Stored extends Record<string, unknown> {
  id: string;
  channel: string;
  author: string;
  /** Milliseconds since the epoch. */
  ts: number;
  text: string;
  threadId: string | null;
  permalink: string | null;
}

/** Every message of a workspace, oldest first. */
export async function storedMessages(store: Store, workspace: string): Promise<Stored[]> {
  const { rows } = await store.db.execute<Stored>(sql`
    select m.id, coalesce(c.name, m.channel) as channel, coalesce(a.name, m.author) as author,
      (extract(epoch from m.ts) * 1000)::float8 as ts, m.text, m.thread_id as "threadId", m.permalink
    from message m
    left join channel c on c.workspace = m.workspace and c.id = m.channel
    left join author a on a.workspace = m.workspace and a.id = m.author
    where m.workspace = ${workspace} order by m.ts, m.id`);
  return rows;
}
