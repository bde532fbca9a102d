import { sql } from 'drizzle-orm';
import type { Embedder } from '../embed/embedder.ts';
import { HubbubError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import { visibleTo } from './visible.ts';

/** A message and how similar it is, with names where they are known. */
export interface Neighbour {
  id: string;
  channel: string;
  author: string;
  /** Milliseconds since the epoch. */
  ts: number;
  text: string;
  permalink: string | null;
  similarity: number;
}

/** The `limit` nearest that `viewer` may see, without message `self`: exact, filtered before it is ranked. */
export async function nearest(
  store: Store,
  embedder: Embedder,
  viewer: Viewer,
  vector: string,
  self: string | null,
  limit: number,
): Promise<Neighbour[]> {
  const { rows } = await store.db.execute<Neighbour & Record<string, unknown>>(sql`
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

/**
 * Says why nothing was found; the only message asking after others like itself is no error.
 *
 * @throws HubbubError where there is nothing to read, or nothing is embedded
 */
export async function explainNothing(store: Store, embedder: Embedder, viewer: Viewer): Promise<void> {
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
}
