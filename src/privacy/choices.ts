import { createHash } from 'node:crypto';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { removeIn, type Transaction } from '../collect/lose.ts';
import { personDigest } from '../digest/setups.ts';
import { authors, digests, messages, privacyChoices } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

/** What somebody has decided about their own messages. */
export interface Choice {
  optedOut: boolean;
  /** Nothing that they wrote up to here is stored, in milliseconds since the epoch; null where nothing was forgotten. */
  forgottenUpTo: number | null;
}

/** Stands for a person where their id is not to be kept. */
const personKey = (workspace: string, author: string): string =>
  createHash('sha256')
    .update(JSON.stringify([workspace, author]))
    .digest('hex');

/** What somebody has decided so far. */
export async function choiceOf(store: Store, workspace: string, author: string): Promise<Choice> {
  const person = personKey(workspace, author);
  return (await choicesIn(store.db, [workspace])).get(person) ?? { optedOut: false, forgottenUpTo: null };
}

/** The choices of everybody in some workspaces, by `personKey`. */
async function choicesIn(
  db: Pick<Store['db'], 'select'>,
  workspaces: readonly string[],
): Promise<Map<string, Choice>> {
  const rows = await db
    .select()
    .from(privacyChoices)
    .where(inArray(privacyChoices.workspace, [...workspaces]));
  return new Map(
    rows.map(({ person, optedOut, forgottenUpTo }) => [
      person,
      { optedOut, forgottenUpTo: forgottenUpTo?.getTime() ?? null },
    ]),
  );
}

/** Stores nothing of what they write from now on, or does so again. What is there stays; see {@link forget}. */
export async function setOptedOut(
  store: Store,
  workspace: string,
  author: string,
  optedOut: boolean,
): Promise<void> {
  await store.db.transaction(async (tx) => {
    await lockChoices(tx, workspace, 'to change');
    const person = personKey(workspace, author);
    await tx
      .insert(privacyChoices)
      .values({ workspace, person, optedOut })
      .onConflictDoUpdate({
        target: [privacyChoices.workspace, privacyChoices.person],
        set: { optedOut },
      });
    await tx.delete(privacyChoices).where(isEmpty);
  });
}

const isEmpty = and(eq(privacyChoices.optedOut, false), sql`${privacyChoices.forgottenUpTo} is null`);

/**
 * Forgets everything that somebody wrote up to now, and who they are: no import and no reading of history brings it back.
 *
 * @returns how many messages that were
 */
export async function forget(store: Store, workspace: string, author: string): Promise<number> {
  return store.db.transaction(async (tx) => {
    await lockChoices(tx, workspace, 'to change');
    const theirs = await tx
      .select({ id: messages.id, ts: messages.ts })
      .from(messages)
      .where(and(eq(messages.workspace, workspace), eq(messages.author, author)));
    // A platform's clock may be ahead of ours.
    const forgottenUpTo = new Date(theirs.reduce((newest, { ts }) => Math.max(newest, +ts), Date.now()));
    await tx
      .insert(privacyChoices)
      .values({ workspace, person: personKey(workspace, author), forgottenUpTo })
      .onConflictDoUpdate({
        target: [privacyChoices.workspace, privacyChoices.person],
        set: { forgottenUpTo },
      });
    const ids = theirs.map(({ id }) => id);
    // Their ids, which tell when somebody wrote, need not be kept: the choice keeps them away.
    await removeIn(tx, workspace, ids, { remember: false });
    await tx.delete(authors).where(and(eq(authors.workspace, workspace), eq(authors.id, author)));
    const own = and(eq(digests.workspace, workspace), eq(digests.id, personDigest(author)));
    await tx.delete(digests).where(own);
    return ids.length;
  });
}

/** Tells messages that may be stored from those whose authors have decided otherwise. */
export async function sortByChoice<T extends { workspace: string; author: string; ts: number }>(
  tx: Transaction,
  rows: readonly T[],
): Promise<{ welcome: readonly T[]; optedOut: readonly T[] }> {
  const workspaces = [...new Set(rows.map(({ workspace }) => workspace))].sort();
  for (const workspace of workspaces) await lockChoices(tx, workspace, 'to obey');
  const choices = await choicesIn(tx, workspaces);
  if (choices.size === 0) return { welcome: rows, optedOut: [] };
  const optedOut: T[] = [];
  const welcome = rows.filter((row) => {
    const choice = choices.get(personKey(row.workspace, row.author));
    if (!choice) return true;
    if (choice.forgottenUpTo !== null && row.ts <= choice.forgottenUpTo) return false;
    if (choice.optedOut) optedOut.push(row);
    return !choice.optedOut;
  });
  return { welcome, optedOut };
}

/** Whoever stores messages waits while somebody changes a choice, and the other way round, until the transaction ends. */
const lockChoices = (tx: Transaction, workspace: string, purpose: 'to obey' | 'to change') =>
  tx.execute(
    purpose === 'to change'
      ? sql`select pg_advisory_xact_lock(hashtext(${`privacy ${workspace}`}))`
      : sql`select pg_advisory_xact_lock_shared(hashtext(${`privacy ${workspace}`}))`,
  );
