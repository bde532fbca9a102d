import type { Conversation } from '../src/topics/conversations/channel.ts';
import { likeliest, probabilities } from '../src/topics/conversations/decide.ts';
import { FEATURES } from '../src/topics/conversations/features.ts';
import { ConversationTracker } from '../src/topics/conversations/tracker.ts';
import type { Chat } from './chats.ts';

/** One decision: a row of features for each candidate and the last for "new", and which rows are right. */
interface Example {
  features: Float64Array;
  right: boolean[];
}

const WIDTH = FEATURES.length;
const STEPS = 80;
const DECAY = 1e-4;

/**
 * Weights under which right choices are likeliest: a softmax over candidates, fitted by gradient ascent (Adam) on
 * the probability of all right rows together, as coreference rankers are (Durrett and Klein 2013). The first
 * round walks along the true conversations; the second along the model's own too, so that it learns to go on
 * from its mistakes (DAgger, Ross et al. 2011). Both kinds of chat weigh the same,
 * and so do the chats of a kind.
 */
export function fitWeights(chats: readonly Chat[]): Float64Array {
  const shares = chats.map(({ kind }) => 1 / chats.filter((chat) => chat.kind === kind).length);
  const taught = chats.map((chat) => walk(chat));
  const first = ascend(taught, shares);
  return ascend(
    taught.map((known, i) => [...known, ...walk(chats[i]!, first)]),
    shares,
  );
}

/** All decisions of a chat, along the truth or along what `weights` decide. */
function walk({ messages, vectors, truth }: Chat, weights?: Float64Array): Example[] {
  const tracker = new ConversationTracker(messages, vectors);
  const members = new Map<Conversation, string[]>();
  const started = new Map<string, Conversation>();
  return messages.map((message, i) => {
    const choice = tracker.consider(i);
    const label = truth[i]!;
    // Right is a conversation whose latest messages are mostly of this one's true conversation.
    const right = choice.candidates.map((candidate) => {
      const latest = members.get(candidate)!.slice(-6);
      return latest.filter((l) => l === label).length * 2 >= latest.length;
    });
    right.push(!right.includes(true));
    const key = `${message.channel} ${label}`;
    const conversation = tracker.place(
      i,
      weights ? likeliest(choice, probabilities(choice, weights)) : started.get(key),
    );
    started.set(key, conversation);
    members.set(conversation, [...(members.get(conversation) ?? []), label]);
    return { features: choice.features, right };
  });
}

function ascend(chats: readonly Example[][], shares: readonly number[]): Float64Array {
  const scale = spread(chats);
  const weights = new Float64Array(WIDTH);
  const slope = new Float64Array(WIDTH);
  const speed = new Float64Array(WIDTH);
  const square = new Float64Array(WIDTH);
  for (let step = 1; step <= STEPS; step++) {
    slope.fill(0);
    chats.forEach((examples, i) => {
      for (const example of examples) addSlope(slope, example, weights, shares[i]! / (2 * examples.length));
    });
    const rate = 0.3 * (1 - step / (STEPS + 1));
    for (let f = 0; f < WIDTH; f++) {
      // Features differ in size: steps are taken as if each had spread 1.
      const g = slope[f]! / scale[f]! - DECAY * weights[f]! * scale[f]!;
      speed[f] = 0.9 * speed[f]! + 0.1 * g;
      square[f] = 0.99 * square[f]! + 0.01 * g * g;
      const move = speed[f]! / (1 - 0.9 ** step) / (Math.sqrt(square[f]! / (1 - 0.99 ** step)) + 1e-8);
      weights[f]! += (rate * move) / scale[f]!;
    }
  }
  return weights;
}

/** Adds how the log-probability of the right rows rises with each weight. */
function addSlope(slope: Float64Array, { features, right }: Example, weights: Float64Array, share: number) {
  const probability = probabilities({ candidates: Array(right.length - 1), features }, weights);
  let ofRight = 0;
  for (let r = 0; r < right.length; r++) if (right[r]) ofRight += probability[r]!;
  for (let r = 0; r < right.length; r++) {
    const push = share * ((right[r] ? probability[r]! / Math.max(ofRight, 1e-300) : 0) - probability[r]!);
    if (Math.abs(push) > 1e-9) for (let f = 0; f < WIDTH; f++) slope[f]! += push * features[r * WIDTH + f]!;
  }
}

/** Standard deviation of each feature over all candidates. */
function spread(chats: readonly Example[][]): Float64Array {
  const sum = new Float64Array(WIDTH);
  const squares = new Float64Array(WIDTH);
  let rows = 0;
  for (const { features } of chats.flat())
    for (let at = 0; at < features.length; at += WIDTH, rows++)
      for (let f = 0; f < WIDTH; f++) {
        sum[f]! += features[at + f]!;
        squares[f]! += features[at + f]! ** 2;
      }
  return squares.map((q, f) => Math.sqrt(q / rows - (sum[f]! / rows) ** 2) || 1);
}
