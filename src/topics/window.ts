import type { Store } from '../store/store.ts';
import { type Matrix, row, zeros } from './matrix.ts';

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
  messages: (WindowMessage & { contentHash: string })[];
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

/** Reads the window from the database. */
export async function loadWindow(
  store: Store,
  workspace: string,
  embedderId: string,
  size = windowSize,
): Promise<Window> {
  const { rows: messages } = await store.pool.query<Window['messages'][number]>(
    `select m.id, m.channel, m.author, a.name as "authorName", (extract(epoch from m.ts) * 1000)::float8 as ts, m.text,
       m.thread_id as "threadId", m.reply_to as "replyTo", m.content_hash as "contentHash"
     from (select * from message where workspace = $1 order by ts desc, id desc limit $2) m
     left join author a on a.workspace = $1 and a.id = m.author
     order by m.ts, m.id collate "C"`,
    [workspace, size],
  );
  for (const message of messages) {
    message.authorName ??= undefined;
    message.threadId ??= undefined;
    message.replyTo ??= undefined;
  }
  const { rows } = await store.pool.query<{ message: string; vector: Buffer }>(
    `select message, vector_send(vector) as vector from embedding
     where workspace = $1 and embedder = $2 and ts >= to_timestamp($3::float8 / 1000)`,
    [workspace, embedderId, messages[0]?.ts ?? 0],
  );
  const columns = rows[0] ? (rows[0].vector.length - 4) / 4 : 0;
  const vectors = zeros(messages.length, columns);
  const position = new Map(messages.map((message, i) => [message.id, i]));
  for (const { message, vector } of rows) {
    const i = position.get(message);
    if (i === undefined) continue;
    const floats = Buffer.from(vector.subarray(4)).swap32();
    row(vectors, i).set(new Float32Array(floats.buffer, floats.byteOffset, columns));
  }
  return { messages, vectors };
}
