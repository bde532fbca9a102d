import type { Matrix } from '../matrix.ts';
import type { WindowMessage } from '../window.ts';
import { Channel, type Conversation, newConversation } from './channel.ts';
import { type Candidate, describe, type Sight } from './features.ts';
import { Running } from './running.ts';
import { asks, mentions, words } from './text.ts';
import { centroidSimilarity, remember } from './vector.ts';

/** Conversations that a message is compared with: the latest of its channel, so that the cost is bounded. */
const CANDIDATES = 40;
/** Words of a message that are compared: its rarest, so that a long paste costs no more than a sentence. */
const COMPARED_WORDS = 12;

/** What may become of a message: a row of features for each candidate and a last one for "a new conversation". */
export interface Choice {
  candidates: Conversation[];
  /** Row-major, `candidates.length + 1` rows of `FEATURES.length` numbers. */
  features: Float64Array;
}

/**
 * Follows the conversations of all channels, message by message in time order: `consider` a message, then
 * `place` it. It looks only back, so a later message never changes what was decided before.
 */
export class ConversationTracker {
  readonly #messages: readonly WindowMessage[];
  readonly #vectors: Matrix;
  readonly #channels = new Map<string, Channel>();
  readonly #frequency = new Map<string, number>();
  readonly #chance = new Running(-1, 1);
  #seen = 0;
  #sight: { index: number; sight: Sight } | undefined;

  constructor(messages: readonly WindowMessage[], vectors: Matrix) {
    this.#messages = messages;
    this.#vectors = vectors;
  }

  /** Describes the choice for message `index` by numbers. */
  consider(index: number): Choice {
    const sight = this.#look(index);
    const { channel } = sight;
    const candidates = channel.latest(CANDIDATES);
    const also = [sight.author, ...sight.mentioned].map((who) => channel.lastOf(who)?.conversation);
    for (const one of also) if (one && !candidates.includes(one)) candidates.push(one);
    const compared = candidates.map((conversation): Candidate => {
      const similarity = centroidSimilarity(this.#vectors, index, conversation.direction);
      let shared = 0;
      for (const [word, rarity] of sight.rare)
        shared += rarity * Math.min(1, conversation.words.get(word, conversation.size));
      return { conversation, likeness: this.#chance.surprise(similarity), shared: Math.sqrt(shared) };
    });
    return { candidates, features: describe(sight, compared) };
  }

  /** Puts message `index` into `conversation`, or into a new one. */
  place(
    index: number,
    conversation: Conversation = newConversation(index, this.#vectors.columns),
  ): Conversation {
    const sight = this.#look(index);
    const by = sight.channel.arbitrary(this.#seen);
    if (by) this.#chance.add(centroidSimilarity(this.#vectors, index, by.direction));
    remember(conversation, this.#vectors, index);
    sight.channel.add(conversation, sight);
    for (const word of sight.words) {
      conversation.words.add(word, conversation.size);
      this.#frequency.set(word, (this.#frequency.get(word) ?? 0) + 1);
    }
    this.#seen++;
    this.#sight = undefined;
    return conversation;
  }

  /** What can be seen of a message before it is compared with any conversation. */
  #look(index: number): Sight {
    if (this.#sight?.index === index) return this.#sight.sight;
    const { channel: id, author, authorName, ts, text } = this.#messages[index]!;
    const channel = this.#channels.get(id) ?? new Channel();
    this.#channels.set(id, channel);
    const mentioned = mentions(text, channel.names);
    mentioned.delete(author);
    const all = words(text);
    const rare = all
      .map((word): [string, number] => [
        word,
        Math.log2((this.#seen + 1) / ((this.#frequency.get(word) ?? 0) + 1)),
      ])
      .filter(([, rarity]) => rarity > 0)
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, COMPARED_WORDS);
    const sight = {
      channel,
      author,
      name: authorName ?? author,
      ts,
      mentioned,
      asks: asks(text),
      words: all,
      rare,
    };
    this.#sight = { index, sight };
    return sight;
  }
}
