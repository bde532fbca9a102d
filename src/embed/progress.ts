import { sql } from 'drizzle-orm';
import { visibleTo } from '../similar/visible.ts';
import { spacesOf } from '../store/spaces.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';

/** How far an embedder is with the messages that a viewer may see and that hold a text. */
export interface EmbeddingProgress {
  embedder: string;
  done: number;
  of: number;
}

/** How far the embedder is that answers in the viewer's workspace, and the one that is to take its place. */
export async function embeddingProgress(
  store: Store,
  viewer: Viewer,
): Promise<{ answers?: EmbeddingProgress; next?: EmbeddingProgress }> {
  const { answers, next } = await spacesOf(store, viewer.workspace);
  if (answers === null) return {};
  const [now, later] = await Promise.all([answers, next].map((id) => id && progressOf(store, viewer, id)));
  return { answers: now || undefined, next: later || undefined };
}

/** How far `embedder` is. */
export async function progressOf(store: Store, viewer: Viewer, embedder: string): Promise<EmbeddingProgress> {
  const { rows } = await store.db.execute<{ of: number; done: number }>(sql`
    select count(*)::int as of, count(e.message)::int as done
    from (select workspace, id, content_hash from message
          where workspace = ${viewer.workspace} and ${visibleTo(viewer)} and text ~ '\\S') m
    left join (select workspace, message, content_hash from embedding where embedder = ${embedder}) e
      on e.workspace = m.workspace and e.message = m.id and e.content_hash = m.content_hash`);
  return { embedder, ...rows[0]! };
}

const number = new Intl.NumberFormat('en');

/** For instance `1,204 of 20,000 messages (6%)`. */
export function inWords({ done, of }: EmbeddingProgress): string {
  return `${number.format(done)} of ${number.format(of)} messages (${of === 0 ? 100 : Math.floor((100 * done) / of)}%)`;
}
