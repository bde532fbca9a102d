import { likeliest, probabilities } from './conversations/decide.ts';
import { Placement } from './conversations/placement.ts';
import { ConversationTracker } from './conversations/tracker.ts';
import { weights } from './conversations/weights.ts';
import type { Matrix } from './matrix.ts';
import type { WindowMessage } from './window.ts';

/** A message that might as well have continued another conversation, so that the two may be about one thing. */
export interface ConversationLink {
  /** The two conversations' numbers. */
  from: number;
  to: number;
  /** Sum, over the messages of `from`, of the probability that they continue `to`. */
  weight: number;
}

interface ConversationOptions {
  /** Numbers that stand from an earlier run, one for each message; below 0 where the message has none yet. */
  previous?: ArrayLike<number>;
  /** Called with what nearly was, for whoever joins conversations later. */
  onLink?: (link: ConversationLink) => void;
}

/** A second thought below this probability is not worth a link. */
const WORTH_A_LINK = 0.05;

/**
 * Groups messages into conversations: threads and reply chains whole; each other message continues one of the
 * latest conversations of its channel or starts a new one, whichever is likelier by who speaks to whom, pauses,
 * questions, shared words and similarity.
 *
 * The order of `messages` is immaterial; they are taken by time, then id. A decision looks only back, so one
 * more message at the end changes nothing before it.
 *
 * @param vectors row `i` is the vector of message `i` (zeros if it has none)
 * @returns a conversation number for each message, counted from 0 in order of first appearance
 *
 * @example
 * const numbers = findConversations(messages, vectors);
 * const later = findConversations([...messages, message], more, { previous: numbers }); // the old ones stay
 */
export function findConversations(
  messages: readonly WindowMessage[],
  vectors: Matrix,
  { previous = [], onLink }: ConversationOptions = {},
): Int32Array {
  const placement = new Placement(messages, new ConversationTracker(messages, vectors), previous);
  const links = new Map<string, ConversationLink>();
  for (const index of inOrder(messages)) {
    if (placement.placeByLink(index)) continue;
    const choice = placement.tracker.consider(index);
    const probability = probabilities(choice, weights);
    const chosen = likeliest(choice, probability);
    const from = placement.place(index, chosen);
    if (onLink)
      choice.candidates.forEach((other, r) => {
        if (other === chosen || probability[r]! < WORTH_A_LINK) return;
        const to = placement.numberOf(other);
        const link = links.get(`${from} ${to}`) ?? { from, to, weight: 0 };
        link.weight += probability[r]!;
        links.set(`${from} ${to}`, link);
      });
  }
  if (onLink) links.forEach(onLink);
  return placement.numbers;
}

/** Indices of the messages by time, then id. */
const inOrder = (messages: readonly WindowMessage[]): number[] =>
  messages
    .map((_, i) => i)
    .sort((a, b) => {
      const [x, y] = [messages[a]!, messages[b]!];
      return x.ts - y.ts || (x.id < y.id ? -1 : x.id > y.id ? 1 : 0);
    });
