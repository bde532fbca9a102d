import { eq } from 'drizzle-orm';
import { toBinary } from './binary.ts';
import { messages } from './schema.ts';
import { sketch } from './sketches.ts';
import type { Store } from './store.ts';

/** A message that has no embedding of its present text yet. */
export interface PendingMessage {
  id: string;
  text: string;
  /** SHA-256 of the text, hex. */
  contentHash: string;
  /** When it was posted, in milliseconds since the epoch. */
  ts: number;
}

/** Set aside, a text is left alone until it is another one. */
const usable = `not exists (select from set_aside s where s.workspace = m.workspace and s.message = m.id
  and s.step = 'embed' and s.content_hash = m.content_hash)`;

/** How many messages a workspace holds. */
export const countMessages = (store: Store, workspace: string): Promise<number> =>
  store.db.$count(messages, eq(messages.workspace, workspace));

/**
 * Up to `limit` messages without an up-to-date embedding, newest first. Those that a caller passes over would come
 * again: give the last one of a batch as `after` to go on behind it.
 */
export async function pendingMessages(
  store: Store,
  workspace: string,
  embedderId: string,
  limit: number,
  after?: Pick<PendingMessage, 'id' | 'ts'>,
): Promise<PendingMessage[]> {
  const { rows } = await store.pool.query<PendingMessage>(
    `select m.id, m.text, m.content_hash as "contentHash", (extract(epoch from m.ts) * 1000)::float8 as ts
     from message m left join embedding e on e.workspace = m.workspace and e.embedder = $2 and e.message = m.id
     where m.workspace = $1 and m.content_hash is distinct from e.content_hash and ${usable}
       and ($4::float8 is null or (m.ts, m.id) < (to_timestamp($4 / 1000), $5))
     order by m.ts desc, m.id desc limit $3`,
    [workspace, embedderId, limit, after?.ts ?? null, after?.id ?? ''],
  );
  return rows;
}

/** A message that stands in line for a vector. */
export interface QueuedMessage extends PendingMessage {
  /** It has one already, or its text is set aside: it only has to leave the line. */
  settled: boolean;
}

/**
 * Up to `limit` messages that came or changed since everything had been embedded, newest first; what `pendingMessages`
 * finds among all is found here among few. Tell `leaveQueue` of those that are done with.
 */
export async function queuedMessages(
  store: Store,
  workspace: string,
  embedderId: string,
  limit: number,
  after?: Pick<PendingMessage, 'id' | 'ts'>,
): Promise<QueuedMessage[]> {
  const { rows } = await store.pool.query<QueuedMessage>(
    `select m.id, m.text, m.content_hash as "contentHash", (extract(epoch from q.ts) * 1000)::float8 as ts,
       m.content_hash is not distinct from e.content_hash or not (${usable}) as settled
     from unembedded q join message m on m.workspace = q.workspace and m.id = q.message
       left join embedding e on e.workspace = m.workspace and e.embedder = $2 and e.message = m.id
     where q.workspace = $1 and ($4::float8 is null or (q.ts, q.message) < (to_timestamp($4 / 1000), $5))
     order by q.ts desc, q.message desc limit $3`,
    [workspace, embedderId, limit, after?.ts ?? null, after?.id ?? ''],
  );
  return rows;
}

/** Takes messages out of the line, except those that have been edited meanwhile. */
export async function leaveQueue(
  store: Store,
  workspace: string,
  done: readonly Pick<PendingMessage, 'id' | 'contentHash'>[],
): Promise<void> {
  if (done.length === 0) return;
  await store.pool.query(
    `delete from unembedded q using json_to_recordset($2) as d(id text, "contentHash" text)
     where q.workspace = $1 and q.message = d.id and q.content_hash = d."contentHash"`,
    [workspace, JSON.stringify(done.map(({ id, contentHash }) => ({ id, contentHash })))],
  );
}

/** How many messages `pendingMessages` would give in all. */
export async function countPending(store: Store, workspace: string, embedderId: string): Promise<number> {
  const { rows } = await store.pool.query<{ count: number }>(
    `select count(*)::int as count
     from message m left join embedding e on e.workspace = m.workspace and e.embedder = $2 and e.message = m.id
     where m.workspace = $1 and m.content_hash is distinct from e.content_hash and ${usable}`,
    [workspace, embedderId],
  );
  return rows[0]!.count;
}

export interface VectorRow {
  /** Id of the message. */
  id: string;
  /** Hash of the text that was embedded; a message that was edited meanwhile is passed over. */
  contentHash: string;
  vector: Float32Array;
}

/** Stores vectors, some hundreds at a time; those of messages that were edited or removed meanwhile are dropped. */
export async function writeVectors(
  store: Store,
  workspace: string,
  embedderId: string,
  rows: readonly VectorRow[],
): Promise<void> {
  for (let i = 0; i < rows.length; i += ROWS_A_STATEMENT) {
    const slice = rows.slice(i, i + ROWS_A_STATEMENT);
    const places = slice.map((_, k) => `($${3 * k + 3}, $${3 * k + 4}, $${3 * k + 5}::vector)`);
    const { rows: written } = await store.pool.query<{ id: string; channel: string; ts: number }>(
      `insert into embedding (workspace, embedder, message, channel, ts, content_hash, vector)
       select m.workspace, $2, m.id, m.channel, m.ts, m.content_hash, v.vector
       from (values ${places.join()}) v (id, content_hash, vector)
       join message m on m.workspace = $1 and m.id = v.id and m.content_hash = v.content_hash
       for key share of m
       on conflict (workspace, embedder, message) do update set channel = excluded.channel, ts = excluded.ts,
         content_hash = excluded.content_hash, vector = excluded.vector
       returning message as id, channel, (extract(epoch from ts) * 1000)::float8 as ts`,
      [
        workspace,
        embedderId,
        ...slice.flatMap(({ id, contentHash, vector }) => [id, contentHash, toBinary(vector)]),
      ],
    );
    const vectorOf = new Map(slice.map(({ id, vector }) => [id, vector]));
    for (const one of written) sketch(store, workspace, embedderId, one, vectorOf.get(one.id)!);
  }
}

const ROWS_A_STATEMENT = 200;
