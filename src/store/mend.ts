import { metrics } from '../metrics.ts';
import { embedAnew } from './duties.ts';
import type { Store } from './store.ts';

/** A vector is not as long as the others of its embedder. */
export class UnevenVectors extends Error {
  override name = 'UnevenVectors';
}

/**
 * Does `work`, and once more where it met a vector that is not as long as the others of its embedder: a row that was damaged, one
 * of which is enough for the database to give up every search. Such rows are let go of, and their messages embedded anew.
 *
 * @example
 * const rows = await mending(store, workspace, embedder.id, () => nearest(vector));
 */
export async function mending<T>(
  store: Store,
  workspace: string,
  embedder: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUneven(error) || (await letGo(store, workspace, embedder)) === 0) throw error;
    return work();
  }
}

function isUneven(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof UnevenVectors || /different (vector|halfvec) dimensions/.test(cause.message))
      return true;
  return false;
}

/** What most vectors are as long as is right. */
async function letGo(store: Store, workspace: string, embedder: string): Promise<number> {
  const { rowCount } = await store.pool.query(
    `with lengths as materialized (
       select message, vector_dims(vector) as length from embedding where workspace = $1 and embedder = $2),
     usual as (select length from lengths group by length order by count(*) desc limit 1)
     delete from embedding e using lengths l, usual u
     where e.workspace = $1 and e.embedder = $2 and e.message = l.message and l.length <> u.length`,
    [workspace, embedder],
  );
  if (!rowCount) return 0;
  metrics.setAside.inc({ at: 'vector' }, rowCount);
  await embedAnew(store.db, workspace);
  return rowCount;
}
