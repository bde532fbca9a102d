import { DatabaseError } from 'pg';
import type { Message } from '../message.ts';
import { sortByChoice } from '../privacy/choices.ts';
import type { Store } from '../store/store.ts';
import { clean, newest, type Row } from './clean.ts';
import { removeIn } from './lose.ts';
import { changedIn, upsert } from './upsert.ts';

export interface Collected {
  added: number;
  updated: number;
  unchanged: number;
  /** Messages that no repair makes storable; the others of the batch are stored. */
  rejected: { message: Message; reason: string }[];
}

/**
 * Stores messages with their workspace, channels and authors, in one transaction; some 500 at a time are best.
 * What is known already stays as it is, an older edit never replaces a newer one, a message that was removed
 * stays removed, somebody who opted out or was forgotten is left out, and a text that changed loses what was drawn from it.
 *
 * @example
 * const { added, updated, unchanged } = await collect(store, [message]);
 */
export async function collect(store: Store, messages: readonly Message[]): Promise<Collected> {
  const rejected: Collected['rejected'] = [];
  const rows: Row[] = [];
  for (const message of messages) {
    const row = clean(message);
    if (typeof row === 'string') rejected.push({ message, reason: row });
    else rows.push(row);
  }
  const { added, updated } = await write(store, newest(rows), rejected);
  return { added, updated, unchanged: messages.length - rejected.length - added - updated, rejected };
}

/** Writes a batch; where the database refuses a value in it, halves it until the culprits stand alone. */
async function write(
  store: Store,
  rows: readonly Row[],
  rejected: Collected['rejected'],
): Promise<{ added: number; updated: number }> {
  if (rows.length === 0) return { added: 0, updated: 0 };
  try {
    return await store.db.transaction(async (tx) => {
      const { welcome, optedOut } = await sortByChoice(tx, rows);
      // What was stored before they opted out stays as it is; what they edit since is not theirs any more, nor stored anew.
      for (const { workspace, ids } of await changedIn(tx, optedOut)) await removeIn(tx, workspace, ids);
      return upsert(tx, welcome);
    });
  } catch (error) {
    const reason = refusedValue(error);
    if (!reason) throw error;
    if (rows.length === 1) {
      rejected.push({ message: rows[0]!, reason });
      return { added: 0, updated: 0 };
    }
    const middle = rows.length >> 1;
    const first = await write(store, rows.slice(0, middle), rejected);
    const second = await write(store, rows.slice(middle), rejected);
    return { added: first.added + second.added, updated: first.updated + second.updated };
  }
}

/** The database's words, if it was a value that it refused (classes 22, data exception, and 54, limit exceeded). */
function refusedValue(error: unknown): string | undefined {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return cause instanceof DatabaseError && /^(22|54)/.test(cause.code ?? '') ? cause.message : undefined;
}

/** Removes messages with all that was drawn from them, and keeps them removed whatever is imported later. Unknown ids are ignored. */
export async function remove(store: Store, workspace: string, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await store.db.transaction((tx) => removeIn(tx, workspace, ids));
}
