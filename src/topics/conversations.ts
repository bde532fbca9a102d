import type { Matrix } from './matrix.ts';
import type { WindowMessage } from './window.ts';

/**
 * Groups messages into conversations: threads and reply chains whole, other messages with what was last said
 * in their channel unless the pause before them is long for that channel.
 *
 * @param messages in time order
 * @returns a conversation number for each message, counted from 0 in order of first appearance
 */
export function findConversations(messages: readonly WindowMessage[], _vectors: Matrix): Int32Array {
  const numbers = new Int32Array(messages.length);
  const ofId = new Map<string, number>();
  const latest = new Map<string, { ts: number; conversation: number }>();
  const pauses = longPauses(messages);
  let next = 0;
  messages.forEach((message, i) => {
    const linked = [message.threadId, message.replyTo].find((id) => id !== undefined && ofId.has(id));
    const last = latest.get(message.channel);
    let number: number;
    if (linked !== undefined) number = ofId.get(linked)!;
    else if (message.threadId === undefined && last && message.ts - last.ts <= pauses.get(message.channel)!)
      number = last.conversation;
    else number = next++;
    numbers[i] = number;
    ofId.set(message.id, number);
    if (message.threadId !== undefined) ofId.set(message.threadId, number);
    else latest.set(message.channel, { ts: message.ts, conversation: number });
  });
  return numbers;
}

/** The pause that ends a conversation, in milliseconds, for each channel: the upper decile of its pauses. */
function longPauses(messages: readonly WindowMessage[]): Map<string, number> {
  const byChannel = Map.groupBy(messages, (m) => m.channel);
  return new Map(
    [...byChannel].map(([channel, inside]) => {
      const pauses = inside.slice(1).map((m, i) => m.ts - inside[i]!.ts);
      pauses.sort((a, b) => a - b);
      return [channel, pauses[Math.floor(pauses.length * 0.9)] ?? 0];
    }),
  );
}
