import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Store } from './store.ts';
import { explainTrouble } from './trouble.ts';

/** A workspace gets an index from so many embedded messages on; below, comparing with all of them is fast enough. */
const INDEXED_FROM = 50_000;
/** pgvector indexes no longer vectors, of half precision. */
const MOST_DIMENSIONS = 4_000;
/** Bytes that a row takes while the index is built, beside its vector. */
const LINKS = 400;
/** Taken for it in bytes, unless the server's own `maintenance_work_mem` is more; what does not fit is built many times slower. */
const MOST_MEMORY = 2 ** 30;

interface IndexOptions {
  /** Ends what is under way; the next call begins anew. */
  signal?: AbortSignal;
  /** It begins to be made, which takes a minute for some 50,000 messages. */
  onStart?(): void;
  /** Messages from which on it is worth it. */
  from?: number;
}

/** Name of the index over the vectors of one workspace and embedder. */
const indexName = (workspace: string, embedder: string): string =>
  `embedding_near_${createHash('sha256').update(`${workspace}\n${embedder}`).digest('hex').slice(0, 16)}`;

/**
 * Makes the approximate index (HNSW; Malkov and Yashunin 2020) over a workspace's vectors, once there are enough of
 * them. PostgreSQL keeps it current from then on. It is made on a server only, beside the work in hand: the embedded
 * database has one session, which everything else would wait for, for hours.
 *
 * @returns whether it was made
 */
export async function keepNearIndex(
  store: Store,
  workspace: string,
  embedder: string,
  { signal, onStart, from = INDEXED_FROM }: IndexOptions = {},
): Promise<boolean> {
  if (store.embedded || signal?.aborted || (await hasNearIndex(store, workspace, embedder))) return false;
  const { rows } = await store.pool.query<{ count: number; dimensions: number }>(
    `select count(*)::int as count, (select vector_dims(vector) from embedding
       where workspace = $1 and embedder = $2 limit 1) as dimensions
     from embedding where workspace = $1 and embedder = $2`,
    [workspace, embedder],
  );
  const { count, dimensions } = rows[0]!;
  if (count < from || dimensions > MOST_DIMENSIONS) return false;
  onStart?.();
  // A connection of its own, for it takes longer than the pool's statements may.
  const client = new pg.Client({
    connectionString: store.connectionString,
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
  });
  client.on('error', () => {});
  const cancel = () => void store.pool.query('select pg_cancel_backend($1)', [pidOf(client)]).catch(() => {});
  signal?.addEventListener('abort', cancel);
  try {
    await client.connect();
    return await build(client, workspace, embedder, { count, dimensions });
  } catch (error) {
    if (signal?.aborted) return false;
    throw explainTrouble(error);
  } finally {
    signal?.removeEventListener('abort', cancel);
    // Its settings end with it, and so does its lock.
    await client.end();
  }
}

async function build(
  client: pg.Client,
  workspace: string,
  embedder: string,
  { count, dimensions }: { count: number; dimensions: number },
): Promise<boolean> {
  const name = indexName(workspace, embedder);
  // Another process may be at it; what one that was cut short left behind is of no use.
  const { rows } = await client.query<{ mine: boolean }>(
    'select pg_try_advisory_lock(hashtext($1)) as mine',
    [name],
  );
  if (!rows[0]!.mine) return false;
  const kilobytes = Math.ceil(Math.min(count * (2 * dimensions + LINKS), MOST_MEMORY) / 1024);
  await client.query(
    `select set_config('maintenance_work_mem', greatest(setting::int, $1) || 'kB', false)
     from pg_settings where name = 'maintenance_work_mem'`,
    [kilobytes],
  );
  await client.query(`drop index concurrently if exists ${name}`);
  const [mine, space] = [workspace, embedder].map((text) => client.escapeLiteral(text));
  await client.query(
    `create index concurrently ${name} on embedding using hnsw ((vector::halfvec(${dimensions})) halfvec_ip_ops)
     where workspace = ${mine} and embedder = ${space}`,
  );
  return true;
}

const pidOf = (client: pg.Client) => (client as pg.Client & { processID: number }).processID;

/** Whether the index is there and complete. */
export async function hasNearIndex(store: Store, workspace: string, embedder: string): Promise<boolean> {
  if (store.embedded) return false;
  const { rows } = await store.pool.query(
    'select from pg_index where indexrelid = to_regclass($1) and indisvalid',
    [indexName(workspace, embedder)],
  );
  return rows.length > 0;
}
