import { sql } from 'drizzle-orm';
import type { Embedder } from '../embed/embedder.ts';
import { HubbubError, UsageError } from '../errors.ts';
import { placeOf } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import { visibleTo } from './visible.ts';

/** A stored message that is asked about. */
export interface Asked {
  id: string;
  text: string;
}

/** A stored message that `viewer` may read; one that is hidden is answered like one that is not there. */
export async function messageAsked(store: Store, viewer: Viewer, message: string): Promise<Asked> {
  if (isLink(message)) return messageBehind(store, viewer, message);
  const { rows } = await store.db.execute<Asked & Record<string, unknown>>(
    sql`select id, text from message where workspace = ${viewer.workspace} and id = ${message} and ${visibleTo(viewer)}`,
  );
  if (!rows[0])
    throw new HubbubError(
      `There is no message ${message} that you may read.`,
      'Copy an id from `topics --json --members` or `similar --json`, or look for a text instead.',
    );
  return rows[0];
}

/** Whether a query is a link and nothing else. */
export const isLink = (query: string): boolean => /^https?:\/\/\S+$/.test(query);

/** The message that a link leads to: by the whole link, else by its path, where that leads to one message only. */
async function messageBehind(store: Store, viewer: Viewer, link: string): Promise<Asked> {
  const { rows } = await store.db.execute<Asked & { permalink: string } & Record<string, unknown>>(sql`
    select id, text, permalink from message
    where workspace = ${viewer.workspace} and permalink is not null and ${visibleTo(viewer)}
      and ${placeOf(sql`permalink`)} = ${placeOf(sql`${link}::text`)} limit 10`);
  const found = rows.find(({ permalink }) => permalink === link) ?? (rows.length === 1 ? rows[0] : undefined);
  if (found) return found;
  throw new HubbubError(
    'That link leads to no message that you may read here.',
    'Copy the link from the menu of a message in a channel that Hubbub reads, or look for a text instead.',
  );
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
  return (message !== null && (await stored(store, embedder, viewer, message))) || (await made());

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

/** A vector of nothing but zeros: the text has no content that its embedder knows. */
export const isEmpty = (vector: string): boolean => !/[1-9]/.test(vector);

async function stored(store: Store, embedder: Embedder, viewer: Viewer, message: string) {
  const { rows } = await store.db.execute<{ vector: string }>(
    sql`select vector::text from embedding
        where workspace = ${viewer.workspace} and embedder = ${embedder.id} and message = ${message}`,
  );
  return rows[0]?.vector;
}
