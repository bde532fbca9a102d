import type { Embedder } from '../embed/embedder.ts';
import { UsageError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import { loadCalibration } from './calibrate.ts';
import { explainNothing, nearest } from './nearest.ts';
import { textOf, vectorOf } from './query.ts';
import { sharedTerms } from './why.ts';

/** What to look for: words of one's own, or the id of a message that is there already. */
export type SimilarQuery = { text: string } | { message: string };

/** One message that resembles the query. */
interface SimilarMessage {
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
  if (rows.length === 0) await explainNothing(store, embedder, viewer);
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
