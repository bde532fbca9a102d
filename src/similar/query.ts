import { sql } from 'drizzle-orm';
import type { Embedder } from '../embed/embedder.ts';
import { HubbubError, UsageError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import { visibleTo } from './visible.ts';

/** The text of a stored message that `viewer` may read; one that is hidden is answered like one that is not there. */
export async function textOf(store: Store, viewer: Viewer, message: string): Promise<string> {
  const { rows } = await store.db.execute<{ text: string }>(
    sql`select text from message where workspace = ${viewer.workspace} and id = ${message} and ${visibleTo(viewer)}`,
  );
  if (!rows[0])
    throw new HubbubError(
      `There is no message ${message} that you may read.`,
      'Copy an id from `topics --json --members` or `similar --json`, or look for a text instead.',
    );
  return rows[0].text;
}

/**
 * The vector of a query in the space of `embedder`, as pgvector writes it: the stored one of `message` where there is
 * one, else made from `text`.
 */
export async function vectorOf(
  store: Store,
  embedder: Embedder,
  viewer: Viewer,
  text: string,
  message: string | null,
  signal?: AbortSignal,
): Promise<string> {
  const vector = (message !== null && (await stored(store, embedder, viewer, message))) || (await made());
  // Nothing but zeros: the text has no content that this embedder knows.
  if (!/[1-9]/.test(vector))
    throw new UsageError(`"${text}" holds nothing that ${embedder.id} can compare.`, 'Try other words.');
  return vector;

  async function made(): Promise<string> {
    if (text === '')
      throw new UsageError(
        'There is nothing to look for: the text is empty.',
        'Write a few words, or name a message that has some.',
      );
    const [vector] = await embedder.embed([text], signal);
    return `[${vector!.join(',')}]`;
  }
}

async function stored(store: Store, embedder: Embedder, viewer: Viewer, message: string) {
  const { rows } = await store.db.execute<{ vector: string }>(
    sql`select vector::text from embedding
        where workspace = ${viewer.workspace} and embedder = ${embedder.id} and message = ${message}`,
  );
  return rows[0]?.vector;
}
