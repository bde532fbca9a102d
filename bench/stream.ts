import { existsSync, readFileSync } from 'node:fs';
import type { Message } from '../src/message.ts';

/** Reads JSONL rows `{id, channel, user, ts, text, conversation}` in time order, with the true topic of each message. */
export function readStream(
  path: string,
  workspace: string,
): { messages: Message[]; truth: Map<string, string> } {
  if (!existsSync(path)) {
    console.error(
      `There is no ${path}: name a JSONL file of rows {id, channel, user, ts, text, conversation}.`,
    );
    process.exit(2);
  }
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(
      (line) =>
        JSON.parse(line) as Record<'id' | 'channel' | 'user' | 'text' | 'conversation', string> & {
          ts: number;
        },
    );
  rows.sort((a, b) => a.ts - b.ts || (a.id < b.id ? -1 : 1));
  return {
    messages: rows.map(({ id, channel, user, ts, text }) => ({
      workspace,
      channel,
      id,
      author: user,
      authorName: user,
      ts: ts * 1000,
      text,
    })),
    truth: new Map(rows.map((row) => [row.id, row.conversation])),
  };
}
