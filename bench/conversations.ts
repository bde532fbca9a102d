// How well findConversations tells conversations apart, against "each message alone" and "time gap only".
// Usage: node bench/conversations.ts [FOLDER, ../shared/data by default] [--fit]
// With --fit it first chooses the weights anew and prints them, for src/topics/conversations/weights.ts.
import { parseArgs } from 'node:util';
import { adjustedMutualInformation, adjustedRand } from '../src/compare/metrics.ts';
import { FEATURES } from '../src/topics/conversations/features.ts';
import { findConversations } from '../src/topics/conversations.ts';
import { type Chat, readChats, withoutAddresses } from './chats.ts';
import { fitWeights } from './conversation-fit.ts';
import { exactMatch, oneToOne, purity, variationOfInformation } from './conversation-metrics.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { fit: { type: 'boolean' } } });
const chats = await readChats(positionals[0] ?? '../shared/data');

if (values.fit) {
  const weights = fitWeights(chats.filter((chat) => chat.use === 'fit'));
  FEATURES.forEach((name, f) => {
    console.log(`  '${name}': ${weights[f]!.toFixed(2)},`);
  });
}

const methods: Record<string, (chat: Chat) => ArrayLike<number>> = {
  'each alone': ({ messages }) => messages.map((_, i) => i),
  'time gap only': timeGapOnly,
  findConversations: ({ messages, vectors }) => findConversations(messages, vectors),
};
const measures = {
  '1-1': oneToOne,
  VI: variationOfInformation,
  F1: exactMatch,
  AMI: adjustedMutualInformation,
  ARI: adjustedRand,
  purity,
};

console.log(
  '1-1: one-to-one overlap. VI: 1 - variation of information / log2 n. F1: exact match of conversations',
);
console.log(
  'of two messages or more. AMI and ARI: the conversations themselves taken as topics. All: 1 is best.\n',
);
console.log(row('', '', Object.keys(measures)));
const scored = chats
  .flatMap((chat) => (chat.kind === 'conversations' ? [chat, withoutAddresses(chat)] : [chat]))
  .flatMap((chat) =>
    Object.entries(methods).map(([method, find]) => {
      const found = find(chat);
      const title = `${chat.name} (${chat.use === 'test' ? 'held out' : 'fitted'})`;
      return { title, method, scores: Object.values(measures).map((measure) => measure(chat.truth, found)) };
    }),
  );
// The rooms of a set count as one line: the mean of each half.
for (const lines of Map.groupBy(scored, ({ title, method }) => `${title} ${method}`).values()) {
  const mean = Object.keys(measures).map(
    (_, i) => lines.reduce((sum, l) => sum + l.scores[i]!, 0) / lines.length,
  );
  console.log(
    row(
      lines[0]!.title,
      lines[0]!.method,
      mean.map((score) => score.toFixed(3)),
    ),
  );
}
time();

/** A pause longer than nine in ten of the channel's own ends a conversation. */
function timeGapOnly({ messages }: Chat): number[] {
  const long = new Map<string, number>();
  for (const [channel, inside] of Map.groupBy(messages, (m) => m.channel)) {
    const pauses = inside
      .slice(1)
      .map((m, i) => m.ts - inside[i]!.ts)
      .sort((a, b) => a - b);
    long.set(channel, pauses[Math.floor(pauses.length * 0.9)] ?? 0);
  }
  const last = new Map<string, { ts: number; number: number }>();
  let next = 0;
  return messages.map(({ channel, ts }) => {
    const before = last.get(channel);
    const number = before && ts - before.ts <= long.get(channel)! ? before.number : next++;
    last.set(channel, { ts, number });
    return number;
  });
}

function time() {
  const { messages, vectors, name } = chats.reduce((a, b) => (b.messages.length > a.messages.length ? b : a));
  const start = process.cpuUsage();
  findConversations(messages, vectors);
  const { user, system } = process.cpuUsage(start);
  const ms = (user + system) / 1000;
  console.log(
    `\n${name}: ${messages.length} messages in ${(ms / 1000).toFixed(2)} s CPU, ${((ms / messages.length) * 20).toFixed(2)} s for 20,000`,
  );
}

function row(name: string, method: string, cells: string[]): string {
  return name.padEnd(52) + method.padEnd(19) + cells.map((c) => c.padStart(7)).join('');
}
