import { sql } from 'drizzle-orm';
import type { Row } from './clean.ts';
import { type LostText, loseTexts, type Transaction } from './lose.ts';

/** Writes rows with distinct ids. They travel as one JSON parameter, which is several times faster than one for each value. */
export async function upsert(tx: Transaction, rows: readonly Row[]) {
  if (rows.length === 0) return { added: 0, updated: 0 };
  const json = JSON.stringify(rows);
  const written = await tx.execute<Written>(sql`
    insert into message as m (workspace, id, channel, author, ts, edited_ts, text, thread_id, reply_to, permalink, content_hash)
    select r.workspace, r.id, r.channel, r.author, to_timestamp(r.ts / 1000.0), to_timestamp(r."editedTs" / 1000.0),
      r.text, r."threadId", r."replyTo", r.permalink, r."contentHash"
    from json_to_recordset(${json}) as r(workspace text, id text, channel text, author text, ts bigint, "editedTs" bigint,
      text text, "threadId" text, "replyTo" text, permalink text, "contentHash" text)
    where not exists (select from removal d where d.workspace = r.workspace and d.message = r.id)
    order by r.workspace, r.id
    on conflict (workspace, id) do update set
      channel = excluded.channel, author = excluded.author, ts = excluded.ts,
      edited_ts = coalesce(excluded.edited_ts, m.edited_ts), text = excluded.text,
      thread_id = coalesce(excluded.thread_id, m.thread_id), reply_to = coalesce(excluded.reply_to, m.reply_to),
      permalink = coalesce(excluded.permalink, m.permalink), content_hash = excluded.content_hash
    where coalesce(excluded.edited_ts, '-infinity') >= coalesce(m.edited_ts, '-infinity')
      and (m.channel, m.author, m.ts, m.edited_ts, m.content_hash, m.thread_id, m.reply_to, m.permalink)
        is distinct from (excluded.channel, excluded.author, excluded.ts, coalesce(excluded.edited_ts, m.edited_ts),
          excluded.content_hash, coalesce(excluded.thread_id, m.thread_id), coalesce(excluded.reply_to, m.reply_to),
          coalesce(excluded.permalink, m.permalink))
    returning workspace, id, ts::text, content_hash as hash, xmax = 0 as added,
      -- as it was before this statement
      case when xmax <> 0 then (select old.text from message old where old.workspace = m.workspace and old.id = m.id
        and old.content_hash <> m.content_hash) end as text`);
  const changed = written.rows.filter((row) => !row.added);
  if (changed.length > 0) await dropStaleEmbeddings(tx, changed);
  if (written.rows.length > 0) await awaitEmbedding(tx, written.rows);
  const lost = changed.filter((row): row is Written & LostText => row.text !== null);
  for (const [workspace, texts] of Map.groupBy(lost, (row) => row.workspace))
    await loseTexts(tx, workspace, texts);
  await nameThings(tx, rows, written.rows.length > 0);
  return { added: written.rows.length - changed.length, updated: changed.length };
}

/** A message that was written, with the text that it had before where it has another now. */
interface Written extends Record<string, unknown> {
  added: boolean;
  workspace: string;
  id: string;
  /** As PostgreSQL writes it. */
  ts: string;
  /** Of its present text. */
  hash: string;
  text: string | null;
}

/** Puts messages in line for a vector. */
const awaitEmbedding = (tx: Transaction, rows: readonly Written[]) =>
  tx.execute(sql`
    insert into unembedded (workspace, message, ts, content_hash)
    select * from json_to_recordset(${JSON.stringify(rows)}) as r(workspace text, id text, ts timestamptz, hash text)
    on conflict (workspace, message) do update set ts = excluded.ts, content_hash = excluded.content_hash`);

/** Ids of those rows that would replace a stored text, by workspace. */
export async function changedIn(tx: Transaction, rows: readonly Row[]) {
  if (rows.length === 0) return [];
  const { rows: changed } = await tx.execute<{ workspace: string; ids: string[] }>(sql`
    select m.workspace, array_agg(m.id) as ids
    from json_to_recordset(${JSON.stringify(rows)}) as r(workspace text, id text, "editedTs" bigint, "contentHash" text)
    join message m on m.workspace = r.workspace and m.id = r.id and m.content_hash <> r."contentHash"
      and coalesce(to_timestamp(r."editedTs" / 1000.0), '-infinity') >= coalesce(m.edited_ts, '-infinity')
    group by m.workspace`);
  return changed;
}

/** An embedding is stale when the text is another, or when its copies of channel and time are. */
const dropStaleEmbeddings = (tx: Transaction, changed: readonly { workspace: string; id: string }[]) =>
  tx.execute(sql`
    delete from embedding e using json_to_recordset(${JSON.stringify(changed)}) as r(workspace text, id text), message m
    where e.workspace = r.workspace and e.message = r.id and m.workspace = r.workspace and m.id = r.id
      and (e.content_hash, e.channel, e.ts) is distinct from (m.content_hash, m.channel, m.ts)`);

/**
 * Fills in workspace, channels and authors; a name that is not known now never erases one that was. A workspace's time of
 * change only ever grows, in the order of commits, so that who has seen one has seen all that came before it.
 */
async function nameThings(tx: Transaction, rows: readonly Row[], news: boolean) {
  const workspaces = distinct(rows, (r) => ({ workspace: r.workspace }));
  const channels = distinct(rows, (r) => ({ workspace: r.workspace, id: r.channel, name: r.channelName }));
  const authors = distinct(rows, (r) => ({
    workspace: r.workspace,
    id: r.author,
    name: r.authorName,
    bot: r.bot ?? false,
  }));
  await tx.execute(sql`
    insert into workspace as w (id) select workspace from json_to_recordset(${workspaces}) as r(workspace text) order by 1
    on conflict (id) do update set updated_at = greatest(clock_timestamp(), w.updated_at + interval '1 ms') where ${news}`);
  await tx.execute(sql`
    insert into channel as c (workspace, id, name)
    select workspace, id, name from json_to_recordset(${channels}) as r(workspace text, id text, name text) order by 1, 2
    on conflict (workspace, id) do update set name = excluded.name where excluded.name <> coalesce(c.name, '')`);
  await tx.execute(sql`
    insert into author as a (workspace, id, name, bot)
    select * from json_to_recordset(${authors}) as r(workspace text, id text, name text, bot boolean) order by 1, 2
    on conflict (workspace, id) do update set name = coalesce(excluded.name, a.name), bot = a.bot or excluded.bot
    where excluded.name <> coalesce(a.name, '') or excluded.bot and not a.bot`);
}

/** JSON of what `pick` finds in the rows, one per workspace and id; of several names the last counts. */
function distinct<T extends { workspace: string; id?: string; name?: string }>(
  rows: readonly Row[],
  pick: (row: Row) => T,
): string {
  const found = new Map<string, T>();
  for (const row of rows) {
    const thing = pick(row);
    const key = JSON.stringify([thing.workspace, thing.id]);
    found.set(key, { ...thing, name: thing.name ?? found.get(key)?.name });
  }
  return JSON.stringify([...found.values()]);
}
