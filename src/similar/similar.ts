import type { Embedder } from '../embed/embedder.ts';
import type { AnsweringEmbedder } from '../embed/spaces.ts';
import { HubbubError, UsageError } from '../errors.ts';
import { mending } from '../store/mend.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import { recentCalibration } from './calibrate.ts';
import type { Reach } from './candidates.ts';
import { conversationOf, type Outcome, outcomesOf } from './conversations.ts';
import { countWithin } from './count.ts';
import { explainNothing } from './explain.ts';
import { type Filters, joinFilters, narrow, takeFilters } from './filters.ts';
import { type Asked, isEmpty, isLink, messageAsked, vectorOf } from './query.ts';
import { search } from './search.ts';
import { sharedTopics } from './shared-topic.ts';
import { sharedTerms } from './why.ts';

/**
 * What to look for: words of one's own, or a message that is there already, by its id or a link to it. A text that is
 * nothing but a link is taken for that message; filters in a text (`in:#infra since:2w from:@ana`) narrow the search
 * unless it is `verbatim`.
 */
export type SimilarQuery = { text: string; verbatim?: boolean } | { message: string };

/** How to look. */
export interface SimilarOptions {
  /** How many results, 10 by default. */
  limit?: number;
  filters?: Filters;
  /** Prefer results that say something new to those that repeat what another says. */
  diverse?: boolean;
  /** One result a conversation: its best message. */
  conversations?: boolean;
  /** Leave out what is weakly related and says it in other words, but for two where there is nothing else. */
  strong?: boolean;
  /** Of a message that is asked about, find its own conversation too. */
  ownConversation?: boolean;
  signal?: AbortSignal;
}

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
  /** It says much of the query in the same words, however far its meaning is. */
  sameWords?: true;
  /** Terms that it shares with the query, rarest first, as they are written in the result. */
  why: string[];
  /** The topic that both belong to. */
  topic?: { id: string; label: string };
  /** How many more messages say nearly the same; they are not listed. */
  repeats?: number;
  permalink: string | null;
  /** What came of its conversation, where conversations are asked for. */
  outcome?: Outcome;
}

/** The JSON of `similar --json`: best first. */
export interface SimilarResult {
  query: string;
  embedder: string;
  results: SimilarMessage[];
  /** Weak results were left out. */
  weaker?: true;
  /** The embedder does not answer, and these were found by their words alone; why, in a sentence. */
  wordsOnly?: string;
  /** The embedder answers before it has embedded everything; why, in sentences. */
  incomplete?: string;
}

/**
 * The messages most similar to a text or to a stored message among all that `viewer` may see: by meaning and by
 * keyword, the two rankings fused; what is nearly the same is folded into one. The message asked about is left out,
 * with its conversation. There are `limit` results whenever that many different ones exist.
 *
 * @throws UsageError for an empty query or an unknown name in a filter, HubbubError for an unknown message or when
 *   nothing is embedded yet.
 * @example
 * const { results } = await findSimilar(store, embedder, viewer, { text: 'staging is down since:2w' }, { limit: 5 });
 */
export const findSimilar = (
  store: Store,
  embedder: AnsweringEmbedder,
  viewer: Viewer,
  query: SimilarQuery,
  options: SimilarOptions = {},
): Promise<SimilarResult> =>
  mending(store, viewer.workspace, embedder.id, () => find(store, embedder, viewer, query, options));

async function find(
  store: Store,
  embedder: AnsweringEmbedder,
  viewer: Viewer,
  query: SimilarQuery,
  options: SimilarOptions,
): Promise<SimilarResult> {
  const { limit = 10, signal } = options;
  if (!Number.isInteger(limit) || limit < 1)
    throw new UsageError(`A limit of ${limit} makes no sense.`, 'Ask for 1 result or more, for instance 10.');
  const { asked, text, filters } = await understand(store, viewer, query, options.filters);
  const { vector, wordsOnly } = await vectorOf(store, embedder, viewer, text, asked?.id ?? null, signal).then(
    (vector) => ({ vector, wordsOnly: undefined }),
    (error) => withoutMeaning(embedder, error, signal),
  );
  const own =
    asked && !options.ownConversation ? await conversationOf(store, viewer.workspace, asked.id) : [];
  const reach: Reach = {
    store,
    embedder,
    viewer,
    narrowing: await narrow(store, viewer, filters),
    except: asked ? [...new Set([asked.id, ...own])] : [],
  };
  const total = await countWithin(reach);
  const calibration = await recentCalibration(store, viewer.workspace, embedder.id);
  const { found, weaker } = await search(reach, { text, vector }, calibration, total, { ...options, limit });
  if (found.length === 0 && !weaker) await explainNothing(reach);
  if (found.length === 0 && isEmpty(vector) && !wordsOnly)
    throw new UsageError(`"${text}" holds nothing that ${embedder.id} can compare.`, 'Try other words.');
  const ids = found.map(({ id }) => id);
  const [why, topics, outcomes] = await Promise.all([
    sharedTerms(
      store,
      viewer,
      text,
      found.map(({ text }) => text),
    ),
    sharedTopics(reach, asked?.id ?? { vector }, ids),
    options.conversations ? outcomesOf(store, viewer, ids) : undefined,
  ]);
  return {
    query: text,
    embedder: embedder.id,
    results: found.map((one, i) => ({
      messageId: one.id,
      channel: one.channel,
      author: one.author,
      ts: new Date(one.ts).toISOString(),
      text: one.text,
      similarity: Number(one.similarity.toFixed(4)),
      percentile: roundDown(one.percentile, 2),
      why: why[i]!,
      permalink: one.permalink,
      ...(one.sameWords && { sameWords: true as const }),
      ...(topics.has(one.id) && { topic: topics.get(one.id)! }),
      ...(one.repeats > 0 && { repeats: one.repeats }),
      ...(outcomes && { outcome: outcomes.get(one.id)! }),
    })),
    ...(weaker && { weaker: true as const }),
    ...(wordsOnly && { wordsOnly }),
    ...(embedder.notice && { incomplete: embedder.notice }),
  };
}

/** A vector that nothing is similar to, where the embedder is in trouble; what a person got wrong is thrown on. */
function withoutMeaning(embedder: Embedder, error: unknown, signal?: AbortSignal) {
  const inTrouble = error instanceof HubbubError && !(error instanceof UsageError);
  if (!inTrouble || signal?.aborted || embedder.dimensions === 0) throw error;
  return { vector: `[${new Float32Array(embedder.dimensions).join()}]`, wordsOnly: error.message };
}

async function understand(
  store: Store,
  viewer: Viewer,
  query: SimilarQuery,
  given: Filters = {},
): Promise<{ asked?: Asked; text: string; filters: Filters }> {
  if ('message' in query) {
    const asked = await messageAsked(store, viewer, query.message);
    return { asked, text: asked.text, filters: given };
  }
  if (query.verbatim) return { text: query.text.trim(), filters: given };
  const { text, filters } = await takeFilters(store, viewer, query.text);
  const both = joinFilters(filters, given);
  if (!isLink(text)) return { text, filters: both };
  const asked = await messageAsked(store, viewer, text);
  return { asked, text: asked.text, filters: both };
}

/** Percentiles are rounded down, so that nothing short of the same text is shown as 100. */
const roundDown = (x: number, digits: number) => Math.floor(x * 10 ** digits) / 10 ** digits;
