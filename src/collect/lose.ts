import { and, eq, inArray, sql } from 'drizzle-orm';
import { redact } from '../privacy/redact.ts';
import { awaitTopics } from '../store/duties.ts';
import { lockTopics, moveCentroids, withdrawNames, wordsOf } from '../store/names.ts';
import { lostTexts, messages, removals, setAside, watchExamples } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { endEmptyTopics } from '../store/topics.ts';
import { contentHash } from './clean.ts';

export type Transaction = Parameters<Parameters<Store['db']['transaction']>[0]>[0];

/** A text that a message had. */
export interface LostText {
  /** Id of the message. */
  id: string;
  text: string;
}

/** A statement is held in memory several times on its way. */
const IDS_A_STATEMENT = 1_000;

/**
 * Deletes messages, and with them their vectors, their places in topics, what topics were named after them, and examples
 * of watches. Unknown ids are ignored.
 *
 * @param remember keeps them removed, whatever is imported later
 */
export async function removeIn(
  tx: Transaction,
  workspace: string,
  ids: readonly string[],
  { remember = true } = {},
): Promise<void> {
  await lockTopics(tx, workspace);
  const touched = new Set<string>();
  for (let i = 0; i < ids.length; i += IDS_A_STATEMENT) {
    const some = ids.slice(i, i + IDS_A_STATEMENT);
    const topics = await topicsOf(tx, workspace, some);
    for (const topic of topics) touched.add(topic);
    const lost = await tx
      .delete(messages)
      .where(and(eq(messages.workspace, workspace), inArray(messages.id, some)))
      .returning({ id: messages.id, text: messages.text });
    await tx.delete(setAside).where(and(eq(setAside.workspace, workspace), inArray(setAside.message, some)));
    if (lost.length > 0) await awaitTopics(tx, workspace, lost.length);
    if (remember)
      await tx
        .insert(removals)
        .select(sql`select ${workspace}, id, now() from json_array_elements_text(${JSON.stringify(some)}) id`)
        .onConflictDoNothing();
    await reach(tx, workspace, lost, topics);
  }
  await endEmptyTopics(tx, workspace, [...touched]);
}

/** Has what was drawn from the texts that messages had before they were edited follow them. */
export async function loseTexts(
  tx: Transaction,
  workspace: string,
  lost: readonly LostText[],
): Promise<void> {
  if (lost.length === 0) return;
  await lockTopics(tx, workspace);
  const ids = lost.map(({ id }) => id);
  await reach(tx, workspace, lost, await topicsOf(tx, workspace, ids));
}

async function reach(
  tx: Transaction,
  workspace: string,
  lost: readonly LostText[],
  topics: readonly string[],
): Promise<void> {
  if (lost.length === 0) return;
  const texts = [...new Set(lost.map(({ text }) => text))];
  const hashes = texts.map(contentHash);
  // A cache knows the text as it was sent.
  const known = new Set([...hashes, ...texts.map((text) => contentHash(redact(text)))]);
  await tx
    .insert(lostTexts)
    .select(sql`select ${workspace}, hash from json_array_elements_text(${JSON.stringify([...known])}) hash`)
    .onConflictDoNothing();
  // Somebody may have written a watch with the very words.
  await tx
    .delete(watchExamples)
    .where(and(eq(watchExamples.workspace, workspace), inArray(watchExamples.text, texts)));
  await withdrawNames(tx, workspace, hashes, { words: wordsOf(texts.join(' ')), topics });
  await moveCentroids(tx, workspace, topics);
}

async function topicsOf(tx: Transaction, workspace: string, ids: readonly string[]): Promise<string[]> {
  const { rows } = await tx.execute<{ topic: string }>(sql`
    select distinct topic from topic_member where workspace = ${workspace} and topic is not null
      and message = any(${sql.param([...ids])}::text[])`);
  return rows.map(({ topic }) => topic);
}
