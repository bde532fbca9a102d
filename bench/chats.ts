import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalEmbedder } from '../src/embed/local.ts';
import type { Matrix } from '../src/topics/matrix.ts';
import type { WindowMessage } from '../src/topics/window.ts';

/** A chat whose conversations or topics people have told apart. */
export interface Chat {
  /** Of the set; the rooms of one set share it. */
  name: string;
  /** What its truth may be used for: `fit` chooses the weights, `test` only judges them. */
  use: 'fit' | 'test';
  /** By hand told conversations, or topics that the writers named. */
  kind: 'conversations' | 'topics';
  /** In time order. */
  messages: WindowMessage[];
  vectors: Matrix;
  /** The true conversation of each message. */
  truth: string[];
}

interface Row {
  id: string;
  channel?: string;
  file?: string;
  user: string;
  ts: string | number;
  text: string;
  conversation?: string;
  label?: string;
}

/** Rooms of gitter_gold from which the weights were chosen; the other half judges them. */
const FITTED_ROOMS = ['appium', 'typescript', 'dl4j', 'ethereum'];

/** Reads the sets in folder `data`; the week of zulip_lean_week is never fitted, nor anything after it. */
export async function readChats(data: string): Promise<Chat[]> {
  const read = (file: string): Row[] => {
    const path = join(data, file);
    if (!existsSync(path)) return missing(path);
    return readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
  };
  const gitter = read('conversations/gitter_gold.jsonl');
  const irc = read('conversations/irc_ubuntu_gold_dev.jsonl').map((row) => ({ ...row, channel: row.file! }));
  const week = read('topics/zulip_lean_week.jsonl').map((row) => ({
    ...row,
    channel: row.label!.split('>')[0]!,
  }));
  const month = read('stream/zulip_lean_month.jsonl');
  const [start, end] = [milliseconds(week[0]!), milliseconds(week.at(-1)!)];

  const embedder = new LocalEmbedder();
  const chat = (name: string, use: Chat['use'], kind: Chat['kind'], rows: Row[]) =>
    toChat({ name, use, kind }, rows, embedder);
  const chats: Chat[] = [];
  for (const [room, rows] of Map.groupBy(gitter, (row) => row.channel!))
    chats.push(
      await chat('gitter_gold', FITTED_ROOMS.includes(room) ? 'fit' : 'test', 'conversations', rows),
    );
  chats.push(await chat('irc_ubuntu_gold_dev', 'test', 'conversations', irc));
  for (const base of [
    await chat(
      'zulip_lean_month, before',
      'fit',
      'topics',
      month.filter((row) => milliseconds(row) < start),
    ),
    await chat('zulip_lean_week', 'test', 'topics', week),
    await chat(
      'zulip_lean_month, after',
      'test',
      'topics',
      month.filter((row) => milliseconds(row) > end),
    ),
  ])
    chats.push(base, withoutChannels(base));
  await embedder.close();
  return chats;
}

/** The same chat with every address at the start of a message ("Name: ") taken away. */
export const withoutAddresses = (chat: Chat): Chat => {
  const authors = authorsOf(chat.messages);
  return {
    ...chat,
    name: `${chat.name}, no names`,
    messages: chat.messages.map((m) => ({ ...m, text: unaddressed(m.text, authors) })),
  };
};

const withoutChannels = (chat: Chat): Chat => ({
  ...chat,
  name: `${chat.name}, one channel`,
  messages: chat.messages.map((m) => ({ ...m, channel: 'all' })),
});

/** Vectors are of the text without its address, so that similarity cannot know whom it names. */
async function toChat(
  about: Pick<Chat, 'name' | 'use' | 'kind'>,
  rows: Row[],
  embedder: LocalEmbedder,
): Promise<Chat> {
  const sorted = rows
    .map((row) => ({ row, ts: milliseconds(row) }))
    .sort((a, b) => a.ts - b.ts || (a.row.id < b.row.id ? -1 : 1));
  const messages = sorted.map(({ row: { id, channel, user, text }, ts }) => ({
    id,
    channel: channel!,
    author: user,
    ts,
    text,
  }));
  const authors = authorsOf(messages);
  const embedded = await embedder.embed(messages.map((m) => unaddressed(m.text, authors)));
  const columns = embedder.dimensions;
  const vectors = { data: new Float32Array(messages.length * columns), rows: messages.length, columns };
  embedded.forEach((vector, i) => {
    vectors.data.set(vector, i * columns);
  });
  return { ...about, messages, vectors, truth: sorted.map(({ row }) => row.conversation ?? row.label!) };
}

const authorsOf = (messages: WindowMessage[]) => new Set(messages.map((m) => m.author.toLowerCase()));

function unaddressed(text: string, authors: ReadonlySet<string>): string {
  const address = /^\s*([^\s:,]+)\s*[:,]\s*/.exec(text);
  return address && authors.has(address[1]!.toLowerCase()) ? text.slice(address[0].length) : text;
}

const milliseconds = ({ ts }: Row) => (typeof ts === 'number' ? ts * 1000 : Date.parse(ts));

function missing(path: string): never {
  console.error(`${path} is missing. Give the folder of the shared data sets as an argument.`);
  process.exit(1);
}
