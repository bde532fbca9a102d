import { and, eq, inArray, sql } from 'drizzle-orm';
import { readings } from './schema.ts';
import type { Store } from './store.ts';

/** Names one thing that is read by itself: a channel, or a thread where the platform reads threads so. */
export interface ReadingKey {
  workspace: string;
  /** Id of the thread or channel. */
  source: string;
}

/** Under which a channel or thread is known. */
export const readingKey = (source: {
  workspace: string;
  channel: string;
  threadId?: string;
}): ReadingKey => ({
  workspace: source.workspace,
  source: source.threadId ?? source.channel,
});

/** How far a live channel has been read; all moments in milliseconds since the epoch. */
export interface Reading {
  newest: number;
  oldest: number;
  complete: boolean;
}

const rowOf = ({ workspace, source }: ReadingKey) =>
  and(eq(readings.workspace, workspace), eq(readings.source, source));

/** What is known of `key`, or nothing where it was never read. */
export async function readingOf(store: Store, key: ReadingKey): Promise<Reading | undefined> {
  const [row] = await store.db.select().from(readings).where(rowOf(key));
  return row && { newest: row.newest.getTime(), oldest: row.oldest.getTime(), complete: row.complete };
}

/** Remembers a source that is read for the first time: its history lies before `moment`, news after it. */
export async function beginReading(store: Store, key: ReadingKey, moment: number): Promise<void> {
  const at = new Date(moment);
  await store.db
    .insert(readings)
    .values({ ...key, newest: at, oldest: at })
    .onConflictDoNothing();
}

/** Moves the marks of a source that was begun; `newest` only ever forward. */
export async function markReading(store: Store, key: ReadingKey, mark: Partial<Reading>): Promise<void> {
  await store.db
    .update(readings)
    .set({
      ...(mark.newest !== undefined && {
        newest: sql`greatest(${readings.newest}, ${new Date(mark.newest)})`,
      }),
      ...(mark.oldest !== undefined && { oldest: new Date(mark.oldest) }),
      ...(mark.complete !== undefined && { complete: mark.complete }),
    })
    .where(rowOf(key));
}

/** Puts right a mark that a clock has set wrong: everything up to `newest` has been read. */
export async function correctReading(store: Store, key: ReadingKey, newest: number): Promise<void> {
  await store.db
    .update(readings)
    .set({ newest: new Date(newest) })
    .where(rowOf(key));
}

/** How far the messages of a source have been compared with the platform's; moments in milliseconds since the epoch. */
export interface Check {
  /** Back to here in the pass that is under way; null between two passes. */
  checked: number | null;
  /** When the last pass ended. */
  checkedAt: number | null;
}

/** Undefined for a source that was never read. */
export async function checkOf(store: Store, key: ReadingKey): Promise<Check | undefined> {
  const [row] = await store.db.select().from(readings).where(rowOf(key));
  return row && { checked: row.checked?.getTime() ?? null, checkedAt: row.checkedAt?.getTime() ?? null };
}

export async function markCheck(store: Store, key: ReadingKey, { checked, checkedAt }: Check): Promise<void> {
  const moment = (ms: number | null) => (ms === null ? null : new Date(ms));
  await store.db
    .update(readings)
    .set({ checked: moment(checked), checkedAt: moment(checkedAt) })
    .where(rowOf(key));
}

/** Lets histories that were read to their beginning be read once more; those still being read go on as they are. */
export async function restartReadings(
  store: Store,
  workspace: string,
  sources: readonly string[],
): Promise<void> {
  await store.db
    .update(readings)
    .set({ oldest: readings.newest, complete: false })
    .where(and(eq(readings.workspace, workspace), inArray(readings.source, [...sources]), readings.complete));
}
