import { sql } from 'drizzle-orm';
import { hasNearIndex } from '../store/near-index.ts';
import { embedded, type Ranked, type Reach } from './candidates.ts';
import { sketched } from './sketched.ts';

/** With more messages than this within reach the index is asked; comparing with every one is exact, and as fast up to here. */
export const EXACT_UP_TO = 20_000;
/** Messages that the index keeps an eye on while it searches, at most: as many as are wanted bring nearly all of them. */
const MOST_WIDTH = 1_000;
/** So many times as many candidates are taken by their sketches as are wanted. */
const SPARE = 2;

/**
 * The `limit` messages nearest to a vector, filtered before they are ranked: there are `limit` of them whenever that
 * many are within reach. Exact, but where very many are within reach and there is an index, or there are sketches; then
 * what those find is ranked exactly.
 *
 * @param vector as pgvector writes it
 * @param total how many are within reach, as `countWithin` says
 */
export async function nearest(reach: Reach, vector: string, limit: number, total: number): Promise<Ranked[]> {
  if (total >= EXACT_UP_TO && (await indexed(reach))) {
    const found = await approximately(reach, vector, limit);
    // The index gives up where few of those near are within reach.
    if (found.length >= limit) return found;
  }
  const sketches = sketched(reach);
  if (sketches) {
    const candidates = sketches.nearest(JSON.parse(vector), SPARE * limit + reach.except.length);
    const found = await exactly(reach, vector, limit, candidates);
    // Some of them may have been deleted.
    if (found.length >= limit) return found;
  }
  return exactly(reach, vector, limit);
}

/** Compares with every message within reach, or with those of some `candidates` that are. */
async function exactly(reach: Reach, vector: string, limit: number, candidates?: readonly string[]) {
  const among = candidates ? sql`and message = any(${sql.param([...candidates])}::text[])` : sql``;
  const { rows } = await reach.store.db.execute<Row>(sql`
    select message as id, -(vector <#> ${vector}::vector) as similarity from embedding
    where ${embedded(reach)} ${among} order by similarity desc, message limit ${limit}`);
  return rows;
}

type Row = Ranked & Record<string, unknown>;

/** Who wrote a message is not in the index: looking it up for each would take longer than comparing. */
const indexed = ({ store, viewer, embedder, narrowing }: Reach): Promise<boolean> | false =>
  !narrowing.authors && hasNearIndex(store, viewer.workspace, embedder.id);

/**
 * @see https://github.com/pgvector/pgvector#iterative-index-scans goes on until enough pass the filter
 */
async function approximately(reach: Reach, vector: string, limit: number): Promise<Ranked[]> {
  const half = sql.raw(`halfvec(${reach.embedder.dimensions})`);
  const near = sql`
    select message as id, -(vector <#> ${vector}::vector) as similarity from (
      select message, vector from embedding where ${embedded(reach)}
      order by vector::${half} <#> ${vector}::${half} limit ${limit}) close
    order by similarity desc, message`;
  const width = Math.min(limit, MOST_WIDTH);
  return reach.store.db.transaction(async (tx) => {
    // Of this transaction alone, since connections are shared.
    await tx.execute(sql.raw('set local hnsw.iterative_scan = relaxed_order'));
    await tx.execute(sql.raw(`set local hnsw.ef_search = ${width}`));
    const { rows } = await tx.execute<Row>(near);
    return rows;
  });
}
