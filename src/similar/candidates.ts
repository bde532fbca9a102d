import { type SQL, sql } from 'drizzle-orm';
import type { Embedder } from '../embed/embedder.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import { type Narrowing, within } from './filters.ts';
import { visibleTo } from './visible.ts';

/** Where a search looks: what `viewer` may read, narrowed, and without the messages `except`. */
export interface Reach {
  store: Store;
  embedder: Pick<Embedder, 'id' | 'dimensions'>;
  viewer: Viewer;
  narrowing: Narrowing;
  except: readonly string[];
}

/** A message that a ranking lists, and how similar it is. */
export interface Ranked {
  id: string;
  similarity: number;
}

/** What people are shown of a message, with names where they are known. */
export interface Described {
  id: string;
  channel: string;
  author: string;
  /** Milliseconds since the epoch. */
  ts: number;
  text: string;
  permalink: string | null;
}

/** The embedded messages within reach. */
export const embedded = ({ embedder, viewer, narrowing, except }: Reach): SQL => {
  const theirs = sql`embedder = ${embedder.id} and ${within(viewer, narrowing, 'embedding')}`;
  return except.length > 0 ? sql`${theirs} and message <> all(${sql.param([...except])}::text[])` : theirs;
};

/** Adds to `ranked`, in order, what people are shown; what has been deleted meanwhile is left out. */
export async function describe<T extends Ranked>(
  { store, viewer }: Reach,
  ranked: readonly T[],
): Promise<(T & Described)[]> {
  if (ranked.length === 0) return [];
  const { rows } = await store.db.execute<Described & Record<string, unknown>>(sql`
    select m.id, coalesce(c.name, m.channel) as channel, coalesce(a.name, m.author) as author, m.text,
      (extract(epoch from m.ts) * 1000)::float8 as ts, m.permalink
    from (select * from message where workspace = ${viewer.workspace} and ${visibleTo(viewer)}
      and id = any(${sql.param(ranked.map(({ id }) => id))}::text[])) m
    left join channel c on c.workspace = m.workspace and c.id = m.channel
    left join author a on a.workspace = m.workspace and a.id = m.author`);
  const described = new Map(rows.map((one) => [one.id, one]));
  return ranked.flatMap((one) => {
    const more = described.get(one.id);
    return more ? { ...one, ...more } : [];
  });
}
