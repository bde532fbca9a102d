import type { WindowMessage } from '../window.ts';

/** A night, in milliseconds. */
const pause = 8 * 3_600_000;

/**
 * Cuts conversations where they rest for a night: whether people then go on with the same thing or begin another one
 * is for the evidence to say. Threads and replies stay with what they belong to, however late they come.
 *
 * @param messages in time order
 * @returns a number for each message, equal within a sitting
 */
export function findSittings(messages: readonly WindowMessage[], conversations: Int32Array): Int32Array {
  const latest = new Map<number, { ts: number; sitting: number }>();
  const known = new Map<string, number>(); // sitting of each message and thread
  let count = 0;
  return conversations.map((conversation, i) => {
    const { id, ts, threadId, replyTo } = messages[i]!;
    const before = latest.get(conversation);
    const sitting =
      known.get(threadId ?? replyTo ?? '') ?? (before && ts - before.ts <= pause ? before.sitting : count++);
    latest.set(conversation, { ts, sitting });
    known.set(id, sitting);
    if (threadId) known.set(threadId, sitting);
    return sitting;
  });
}
