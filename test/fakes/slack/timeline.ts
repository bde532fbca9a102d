import type { SlackChannel, SlackMessage } from './model.ts';

// Messages are never changed in place: events that are on their way keep what they were sent with.

/** The first place in a channel at which messages are not older than `ts`. */
export function indexFrom({ messages }: { messages: readonly SlackMessage[] }, ts: string): number {
  if ((messages.at(-1)?.ts ?? '') < ts) return messages.length;
  let [from, to] = [0, messages.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (messages[middle]!.ts < ts) from = middle + 1;
    else to = middle;
  }
  return from;
}

export function find(channel: SlackChannel, ts: string): SlackMessage | undefined {
  const message = channel.messages[indexFrom(channel, ts)];
  return message?.ts === ts ? message : undefined;
}

export const insert = (channel: SlackChannel, message: SlackMessage): void =>
  void channel.messages.splice(indexFrom(channel, message.ts), 0, message);

export const replace = (channel: SlackChannel, message: SlackMessage): void =>
  void channel.messages.splice(indexFrom(channel, message.ts), 1, message);

export const cut = (channel: SlackChannel, ts: string): void =>
  void channel.messages.splice(indexFrom(channel, ts), 1);

export const isReply = ({ ts, thread_ts }: SlackMessage): boolean =>
  thread_ts !== undefined && thread_ts !== ts;

/** The replies of a thread, oldest first. */
export const repliesOf = (channel: SlackChannel, threadTs: string): SlackMessage[] =>
  channel.messages
    .slice(indexFrom(channel, threadTs))
    .filter((message) => message.thread_ts === threadTs && message.ts !== threadTs);

/** What history shows: no replies, except those that were sent to the channel as well. */
export const inHistory = (message: SlackMessage): boolean =>
  !isReply(message) || message.subtype === 'thread_broadcast';

/** Brings the first message of a thread up to date with its replies. */
export function countReplies(channel: SlackChannel, threadTs: string): void {
  const parent = find(channel, threadTs);
  if (!parent) return;
  const { thread_ts, reply_count, reply_users, reply_users_count, latest_reply, ...bare } = parent;
  const replies = repliesOf(channel, threadTs);
  if (replies.length === 0) {
    replace(channel, bare);
    return;
  }
  const users = [...new Set(replies.flatMap(({ user }) => user ?? []))];
  replace(channel, {
    ...bare,
    thread_ts: threadTs,
    reply_count: replies.length,
    reply_users: users.slice(0, 5),
    reply_users_count: users.length,
    latest_reply: replies.at(-1)!.ts,
  });
}
