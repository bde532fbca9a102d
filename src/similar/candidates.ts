import { type SQL, sql } from 'drizzle-orm';
import type { Embedder } from '../embed/embedder.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import { type Narrowing, within } from './filters.ts';

/** Where a search looks: what `viewer` may read, narrowed, and without the messages `except`. */
export interface Reach {
  store: Store;
  embedder: Pick<Embedder, 'id' | 'dimensions'>;
  viewer: Viewer;
  narrowing: Narrowing;
  except: readonly string[];
}

/** A message and how similar it is, with names where they are known. */
export interface Candidate {
  id: string;
  channel: string;
  author: string;
  /** Milliseconds since the epoch. */
  ts: number;
  text: string;
  permalink: string | null;
  similarity: number;
}

/** The embedded messages within reach. */
export const embedded = ({ embedder, viewer, narrowing, except }: Reach): SQL => sql`
  embedder = ${embedder.id} and ${within(viewer, narrowing, 'embedding')}
  and message <> all(${sql.param([...except])}::text[])`;

/**
 * Adds what people are shown to `near`, a query that gives `message` and `similarity`, and puts them in order.
 */
export const described = (viewer: Viewer, near: SQL): SQL => sql`
  with near as materialized (${near})
  select m.id, coalesce(c.name, m.channel) as channel, coalesce(a.name, m.author) as author, m.text,
    (extract(epoch from m.ts) * 1000)::float8 as ts, m.permalink, near.*
  from near
  join message m on m.workspace = ${viewer.workspace} and m.id = near.message
  left join channel c on c.workspace = m.workspace and c.id = m.channel
  left join author a on a.workspace = m.workspace and a.id = m.author`;
