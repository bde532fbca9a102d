import { Recent } from '../store/recent.ts';
import type { Store } from '../store/store.ts';
import { type Keyword, tsquery } from './terms.ts';

/** Messages that are looked at for one query by keyword: as many as a few milliseconds allow the database. */
const BUDGET = { server: 1_500, embedded: 600 };

interface Statistics {
  messages: number;
  /** Shares of all messages, for the most common words. */
  shares: Map<string, number>;
}

const statistics = new Recent<Statistics>();

/**
 * Of which keywords a message must have one to be looked at, as a `tsquery`: the rarest, as far as looking at all that
 * have one of them is cheap; where every one is common, all of them together. The others only weigh in. How common a word
 * is, PostgreSQL knows from its statistics of the index.
 */
export async function retrieval(store: Store, keywords: readonly Keyword[]): Promise<string> {
  const { messages, shares } = await statistics.of(store, '', () => readStatistics(store));
  const budget = store.embedded ? BUDGET.embedded : BUDGET.server;
  // What is not among the common words is rarer than any of them: half as common, say.
  const rare = shares.size > 0 ? Math.min(...shares.values()) / 2 : 0;
  const expected = ({ parts }: Keyword) =>
    Math.min(...parts.map((part) => shares.get(part) ?? rare)) * messages;
  const rarest = keywords.toSorted(
    (a, b) => expected(a) - expected(b) || Number(b.code) - Number(a.code) || lengthOf(b) - lengthOf(a),
  );
  const chosen: Keyword[] = [];
  let sum = 0;
  for (const keyword of rarest) {
    sum += expected(keyword);
    if (sum > budget) break;
    chosen.push(keyword);
  }
  return chosen.length > 0 ? chosen.map(tsquery).join(' | ') : keywords.map(tsquery).join(' & ');
}

/** Long words are rarer than short ones. */
const lengthOf = ({ parts }: Keyword): number => parts.join('').length;

async function readStatistics(store: Store): Promise<Statistics> {
  const { rows } = await store.pool.query<{ messages: number; words: string[]; shares: number[] }>(`
    select greatest(reltuples, 0)::float8 as messages, coalesce(most_common_elems::text::text[], '{}') as words,
      coalesce(most_common_elem_freqs, '{}') as shares
    from pg_class left join pg_stats on schemaname = relnamespace::regnamespace::text
      and tablename = 'message' and attname = 'words'
    where oid = 'message'::regclass`);
  const { messages, words, shares } = rows[0]!;
  return { messages, shares: new Map(words.map((word, i) => [word, shares[i]!])) };
}
