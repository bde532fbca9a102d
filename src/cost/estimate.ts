import type { Store } from '../store/store.ts';
import { loadTokenCounter } from '../tokens.ts';
import { dollarsFor, type Price } from './prices.ts';

/** What it would take to embed the messages that have no vector yet. */
export interface Estimate {
  /** Id of the embedder. */
  embedder: string;
  messages: number;
  tokens: number;
  /** US dollars; undefined where the price is not known. */
  usd: number | undefined;
}

/** So many texts are counted; the others are taken to be like them, character for character. */
const COUNTED = 1000;

/** Estimates by the length of all texts, each counted once, and the tokens of a sample of them. */
export async function estimateFilling(
  store: Store,
  workspace: string,
  embedder: string,
  price: Price | undefined,
): Promise<Estimate> {
  const { rows } = await store.pool.query<{ messages: number; characters: number; texts: string[] | null }>(
    `with pending as (
       select m.content_hash, min(m.text) as text, count(*)::int as times
       from message m left join embedding e on e.workspace = m.workspace and e.embedder = $2 and e.message = m.id
       where m.workspace = $1 and m.content_hash is distinct from e.content_hash and m.text ~ '\\S'
       group by m.content_hash)
     select coalesce(sum(times), 0)::int as messages, coalesce(sum(length(text)), 0)::float8 as characters,
       (select array_agg(text) from (select text from pending order by content_hash limit ${COUNTED}) s) as texts
     from pending`,
    [workspace, embedder],
  );
  const { messages, characters, texts } = rows[0]!;
  if (!texts || price?.input === 0) return { embedder, messages, tokens: 0, usd: price && 0 };
  const countTokens = await loadTokenCounter();
  const counted = texts.reduce((sum, text) => sum + countTokens(text), 0);
  // As the database counts them: by code points.
  const length = texts.reduce((sum, text) => sum + [...text].length, 0);
  const tokens = Math.round((counted / length) * characters);
  return { embedder, messages, tokens, usd: price && dollarsFor(price, { input: tokens, output: 0 }) };
}
