import { eq } from 'drizzle-orm';
import { embeddings, messages, topicRuns, topics } from '../../src/store/schema.ts';
import { openStore } from '../../src/store/store.ts';

/** A message as it is to be stored. */
export interface TrueRow {
  id: string;
  text: string;
  author?: string;
  channel: string;
  threadId?: string;
  replyTo?: string;
}

/** What is compared, and no more: there may be a million rows. */
const columns = {
  id: messages.id,
  text: messages.text,
  author: messages.author,
  channel: messages.channel,
  threadId: messages.threadId,
  replyTo: messages.replyTo,
};
type StoredRow = Pick<typeof messages.$inferSelect, keyof typeof columns>;

interface Difference {
  id: string;
  what: 'missing' | 'should be gone' | 'text' | 'author' | 'channel' | 'thread' | 'reply';
  truth?: string;
  stored?: string;
}

export interface Comparison {
  /** Messages of people that there are in truth. */
  messages: number;
  differences: Difference[];
  /** Texts that are stored more than once; in truth each is there once. */
  doubled: number;
  embedded: number;
  topics: number;
  /** How often topics were found, and in how many messages the last time. */
  runs: number;
  window: number;
}

/** Opens the store of a bot that has ended, and holds what people said in a workspace against the truth. */
export async function compareStore(
  where: Parameters<typeof openStore>[0],
  workspace: string,
  truth: readonly TrueRow[],
  isPerson: (author: string) => boolean = () => true,
): Promise<Comparison> {
  const store = await openStore(where);
  try {
    const all: StoredRow[] = await store.db
      .select(columns)
      .from(messages)
      .where(eq(messages.workspace, workspace));
    const stored = all.filter(({ author }) => isPerson(author));
    const byId = new Map(stored.map((row) => [row.id, row]));
    const differences = truth.flatMap((message) => differencesOf(message, byId.get(message.id)));
    const right = new Set(truth.map(({ id }) => id));
    for (const { id, text } of stored)
      if (!right.has(id)) differences.push({ id, what: 'should be gone', stored: text });
    const [last] = await store.db.select().from(topicRuns).where(eq(topicRuns.workspace, workspace));
    return {
      messages: truth.length,
      differences,
      doubled: stored.length - new Set(stored.map(({ text }) => text)).size,
      embedded: await store.db.$count(embeddings, eq(embeddings.workspace, workspace)),
      topics: await store.db.$count(topics, eq(topics.workspace, workspace)),
      runs: last?.run ?? 0,
      window: last?.messages ?? 0,
    };
  } finally {
    await store.close();
  }
}

/** Texts in these worlds are plain: what a platform keeps is what is to be stored. */
function differencesOf(truth: TrueRow, row: StoredRow | undefined): Difference[] {
  const { id } = truth;
  if (!row) return [{ id, what: 'missing', truth: truth.text }];
  const compared: [Difference['what'], string | undefined, string | null][] = [
    ['text', truth.text, row.text],
    ['author', truth.author, row.author],
    ['channel', truth.channel, row.channel],
    // The first message of a thread may name itself.
    ['thread', truth.threadId, row.threadId === id ? null : row.threadId],
    ['reply', truth.replyTo, row.replyTo],
  ];
  return compared
    .filter(([, right, stored]) => (right ?? null) !== stored)
    .map(([what, right, stored]) => ({ id, what, truth: right ?? 'none', stored: stored ?? 'none' }));
}
