import { sql } from 'drizzle-orm';
import type { Embedder } from '../embed/embedder.ts';
import { HubbubError, UsageError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import { loadCalibration } from './calibrate.ts';
import { visibleTo } from './visible.ts';
import { sharedTerms } from './why.ts';

/** What to look for: words of one's own, or the id of a message that is there already. */
export type SimilarQuery = { text: string } | { message: string };

/** One message that resembles the query. */
export interface SimilarMessage {
  messageId: string;
  /** Names, or ids where no name is known. */
  channel: string;
  author: string;
  /** ISO 8601. */
  ts: string;
  text: string;
  /** Cosine, -1 to 1; says little by itself, see `percentile`. */
  similarity: number;
  /** Share of random pairs of this workspace that are less similar, 0 to 100; `wordsFor` puts it in words. */
  percentile: number;
  /** Terms that it shares with the query, rarest first, as they are written in the result. */
  why: string[];
  permalink: string | null;
}

/** The JSON of `similar --json`: best first. */
export interface SimilarResult {
  query: string;
  embedder: string;
  results: SimilarMessage[];
}

interface Row {
  id: string;
  channel: string;
  author: string;
  /** Milliseconds since the epoch. */
  ts: number;
  text: string;
  permalink: string | null;
  similarity: number;
}

/**
 * The messages most similar to a text or to a stored message, by exact cosine over all that `viewer` may see; the
 * message asked about is left out. There are `limit` results whenever that many embedded messages exist.
 *
 * @throws UsageError for an empty query, HubbubError for an unknown message or when nothing is embedded yet.
 * @example
 * const { results } = await findSimilar(store, embedder, viewer, { text: 'staging is down' }, { limit: 5 });
 */
export async function findSimilar(
  store: Store,
  embedder: Embedder,
  viewer: Viewer,
  query: SimilarQuery,
  { limit = 10, signal }: { limit?: number; signal?: AbortSignal } = {},
): Promise<SimilarResult> {
  if (!Number.isInteger(limit) || limit < 1)
    throw new UsageError(`A limit of ${limit} makes no sense.`, 'Ask for 1 result or more, for instance 10.');
  const text = 'text' in query ? query.text.trim() : await textOf(store, viewer, query.message);
  const self = 'message' in query ? query.message : null;
  const vector = await vectorOf(store, embedder, viewer, text, self, signal);
  const rows = await nearest(store, embedder, viewer, vector, self, limit);
  if (rows.length === 0) await explainNothing(store, embedder, viewer, self);
  const calibration = await loadCalibration(store, viewer.workspace, embedder.id);
  const why = await sharedTerms(
    store,
    viewer,
    text,
    rows.map((row) => row.text),
  );
  return {
    query: text,
    embedder: embedder.id,
    results: rows.map(({ id, channel, author, ts, text, permalink, similarity }, i) => ({
      messageId: id,
      channel,
      author,
      ts: new Date(ts).toISOString(),
      text,
      similarity: Number(similarity.toFixed(4)),
      percentile: roundDown(calibration.percentile(similarity), 2),
      why: why[i]!,
      permalink,
    })),
  };
}

/** Percentiles are rounded down, so that nothing short of the same text is shown as 100. */
const roundDown = (x: number, digits: number) => Math.floor(x * 10 ** digits) / 10 ** digits;

async function textOf(store: Store, viewer: Viewer, message: string): Promise<string> {
  const { rows } = await store.db.execute<{ text: string }>(
    sql`select text from message where workspace = ${viewer.workspace} and id = ${message} and ${visibleTo(viewer)}`,
  );
  if (!rows[0])
    throw new HubbubError(
      `There is no message ${message} that you may read.`,
      'Copy an id from `topics --json --members` or `similar --json`, or look for a text instead.',
    );
  return rows[0].text;
}

async function vectorOf(
  store: Store,
  embedder: Embedder,
  viewer: Viewer,
  text: string,
  message: string | null,
  signal?: AbortSignal,
): Promise<string> {
  if (message !== null) {
    const { rows } = await store.db.execute<{ vector: string }>(
      sql`select vector::text from embedding
          where workspace = ${viewer.workspace} and embedder = ${embedder.id} and message = ${message}`,
    );
    if (rows[0]) return rows[0].vector;
  }
  if (text === '')
    throw new UsageError(
      'There is nothing to look for: the text is empty.',
      'Write a few words, or name a message that has some.',
    );
  const [vector] = await embedder.embed([text], signal);
  if (vector!.every((x) => x === 0))
    throw new UsageError(`"${text}" holds nothing that ${embedder.id} can compare.`, 'Try other words.');
  return `[${vector!.join(',')}]`;
}

async function nearest(
  store: Store,
  embedder: Embedder,
  viewer: Viewer,
  vector: string,
  self: string | null,
  limit: number,
): Promise<Row[]> {
  const { rows } = await store.db.execute<Row & Record<string, unknown>>(sql`
    with near as materialized (
      select message, -(vector <#> ${vector}::vector) as similarity from embedding
      where workspace = ${viewer.workspace} and embedder = ${embedder.id} and ${visibleTo(viewer)}
        and message is distinct from ${self}
      order by similarity desc, message limit ${limit})
    select m.id, coalesce(c.name, m.channel) as channel, coalesce(a.name, m.author) as author, m.text,
      (extract(epoch from m.ts) * 1000)::float8 as ts,
      m.permalink, near.similarity
    from near
    join message m on m.workspace = ${viewer.workspace} and m.id = near.message
    left join channel c on c.workspace = m.workspace and c.id = m.channel
    left join author a on a.workspace = m.workspace and a.id = m.author
    order by near.similarity desc, m.id`);
  return rows;
}

/** Says which of the reasons it is that nothing was found. */
async function explainNothing(
  store: Store,
  embedder: Embedder,
  viewer: Viewer,
  self: string | null,
): Promise<void> {
  const { rows } = await store.db.execute<{ messages: number; embedded: number }>(sql`
    select (select count(*)::int from message where workspace = ${viewer.workspace} and ${visibleTo(viewer)}) as messages,
      (select count(*)::int from embedding
       where workspace = ${viewer.workspace} and embedder = ${embedder.id} and ${visibleTo(viewer)}) as embedded`);
  const { messages, embedded } = rows[0]!;
  if (messages === 0)
    throw new HubbubError(
      'There is no message here that you may read yet.',
      'Import an export first, or invite Hubbub to a channel.',
    );
  if (embedded === 0)
    throw new HubbubError(
      `None of the ${messages} messages has been embedded with ${embedder.id} yet.`,
      'Run `embed` and ask again.',
    );
  if (self === null) throw new Error('messages are embedded, but none was found');
}
