import { eq } from 'drizzle-orm';
import { embeddings, messages, topics } from '../../src/store/schema.ts';
import { openStore } from '../../src/store/store.ts';
import type { DiscordGuild } from '../../test/fakes/discord/guild.ts';
import type { TrueMessage } from '../../test/fakes/discord/truth.ts';

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
}

/** Opens the data folder of a bot that has ended, and holds what people said against Discord's truth. */
export async function compareStore(dataDir: string, guild: DiscordGuild): Promise<Comparison> {
  const workspace = `discord:${guild.id}`;
  const store = await openStore({ dataDir });
  try {
    const stored = await store.db.select().from(messages).where(eq(messages.workspace, workspace));
    const byId = new Map(stored.map((row) => [row.id, row]));
    const truth = guild.truth().filter(({ by }) => by === 'person');
    const differences = truth.flatMap((message) => differencesOf(message, byId.get(message.id)));
    const right = new Set(truth.map(({ id }) => id));
    for (const { id, text } of stored)
      if (!right.has(id)) differences.push({ id, what: 'should be gone', stored: text });
    return {
      messages: truth.length,
      differences,
      doubled: stored.length - new Set(stored.map(({ text }) => text)).size,
      embedded: await store.db.$count(embeddings, eq(embeddings.workspace, workspace)),
      topics: await store.db.$count(topics, eq(topics.workspace, workspace)),
    };
  } finally {
    await store.close();
  }
}

type Row = typeof messages.$inferSelect;

/** Texts in these worlds are plain: what Discord keeps is what is to be stored. */
function differencesOf(message: TrueMessage, row: Row | undefined): Difference[] {
  const { id, text, author, channel, threadId, replyTo } = message;
  if (!row) return [{ id, what: 'missing', truth: text }];
  const compared: [Difference['what'], string | undefined, string | null][] = [
    ['text', text, row.text],
    ['author', author, row.author],
    ['channel', channel, row.channel],
    ['thread', threadId, row.threadId],
    ['reply', replyTo, row.replyTo],
  ];
  return compared
    .filter(([, truth, stored]) => (truth ?? null) !== stored)
    .map(([what, truth, stored]) => ({ id, what, truth: truth ?? 'none', stored: stored ?? 'none' }));
}
