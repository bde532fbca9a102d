import { eq } from 'drizzle-orm';
import { embeddings, messages, topicRuns } from '../../src/store/schema.ts';
import { openStore } from '../../src/store/store.ts';
import type { SlackTeam } from '../../test/fakes/slack/team.ts';
import type { TrueMessage } from '../../test/fakes/slack/truth.ts';

interface Difference {
  id: string;
  what: 'missing' | 'should be gone' | 'text' | 'author' | 'thread';
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
  /** How often topics were found, and in how many messages the last time. */
  runs: number;
  window: number;
}

/** Opens the data folder of a bot that has ended, and holds what people said against Slack's truth. */
export async function compareStore(dataDir: string, team: SlackTeam): Promise<Comparison> {
  const workspace = `slack:${team.id}`;
  const store = await openStore({ dataDir });
  try {
    const stored = await store.db.select().from(messages).where(eq(messages.workspace, workspace));
    const people = stored.filter(({ author }) => !team.users.get(author)?.botId);
    const byId = new Map(people.map((row) => [row.id, row]));
    const truth = team.truth().filter(({ by }) => by === 'person');
    const differences = truth.flatMap((message) => differencesOf(message, byId.get(idOf(message))));
    const [last] = await store.db.select().from(topicRuns).where(eq(topicRuns.workspace, workspace));
    const right = new Set(truth.map(idOf));
    for (const { id, text } of people)
      if (!right.has(id)) differences.push({ id, what: 'should be gone', stored: text });
    return {
      messages: truth.length,
      differences,
      doubled: people.length - new Set(people.map(({ text }) => text)).size,
      embedded: await store.db.$count(embeddings, eq(embeddings.workspace, workspace)),
      runs: last?.run ?? 0,
      window: last?.messages ?? 0,
    };
  } finally {
    await store.close();
  }
}

const idOf = ({ channel, ts }: TrueMessage) => `${channel}/${ts}`;

/** Texts in these worlds are plain: what Slack keeps is what is to be stored. */
function differencesOf(
  message: TrueMessage,
  row: { text: string; author: string; threadId: string | null } | undefined,
): Difference[] {
  const id = idOf(message);
  if (!row) return [{ id, what: 'missing', truth: message.text }];
  const found: Difference[] = [];
  if (row.text !== message.text) found.push({ id, what: 'text', truth: message.text, stored: row.text });
  if (row.author !== message.user)
    found.push({ id, what: 'author', truth: message.user, stored: row.author });
  const thread = message.threadTs && `${message.channel}/${message.threadTs}`;
  if (thread && row.threadId !== thread)
    found.push({ id, what: 'thread', truth: thread, stored: row.threadId ?? 'none' });
  return found;
}
