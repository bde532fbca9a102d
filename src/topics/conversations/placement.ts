import type { WindowMessage } from '../window.ts';
import type { Conversation } from './channel.ts';
import type { ConversationTracker } from './tracker.ts';

/** Where each message stands, and the links that leave no choice: an earlier run's number, a thread, a reply. */
export class Placement {
  readonly numbers: Int32Array;
  readonly tracker: ConversationTracker;
  readonly #messages: readonly WindowMessage[];
  readonly #previous: ArrayLike<number>;
  /** Conversation number by the id of a message in it, or of a thread or message that its members answer. */
  readonly #ofId = new Map<string, number>();
  readonly #tracked = new Map<number, Conversation>();
  readonly #numberOf = new Map<Conversation, number>();
  #next = 0;

  constructor(
    messages: readonly WindowMessage[],
    tracker: ConversationTracker,
    previous: ArrayLike<number> = [],
  ) {
    this.#messages = messages;
    this.tracker = tracker;
    this.#previous = previous;
    this.numbers = new Int32Array(messages.length);
    for (let i = 0; i < previous.length; i++) this.#next = Math.max(this.#next, previous[i]! + 1);
  }

  numberOf(conversation: Conversation): number {
    return this.#numberOf.get(conversation)!;
  }

  /** Places a message that has no choice, and says whether it had none. */
  placeByLink(index: number): boolean {
    const { id, threadId, replyTo } = this.#messages[index]!;
    const before = this.#previous[index] ?? -1;
    const inThread = threadId !== undefined && threadId !== id;
    let number: number | undefined;
    if (before >= 0) number = before;
    else if (threadId !== undefined) number = this.#ofId.get(threadId) ?? this.#next++;
    else if (replyTo !== undefined) number = this.#ofId.get(replyTo);
    // What answers or continues this message may have come before it, where clocks or exports are out of order.
    number ??= this.#ofId.get(id);
    if (number === undefined) return false;
    this.#note(index, number);
    // What is said inside a thread is not heard in the channel, so it neither sets its pace nor gets continued there.
    if (!inThread) this.#track(index, number);
    return true;
  }

  /** Places a message by choice, in a new conversation if none is given. */
  place(index: number, conversation?: Conversation): number {
    const number = conversation ? this.numberOf(conversation) : this.#next++;
    this.#note(index, number);
    this.#track(index, number);
    return number;
  }

  #note(index: number, number: number): void {
    const { id, threadId, replyTo } = this.#messages[index]!;
    this.numbers[index] = number;
    for (const link of [id, threadId, replyTo])
      if (link !== undefined && !this.#ofId.has(link)) this.#ofId.set(link, number);
  }

  #track(index: number, number: number): void {
    const known = this.#tracked.get(number);
    // An answer may stand in another channel than what it answers; each channel continues its own conversations only.
    if (known && this.#messages[known.first]!.channel !== this.#messages[index]!.channel) return;
    const conversation = this.tracker.place(index, known);
    this.#tracked.set(number, conversation);
    this.#numberOf.set(conversation, number);
  }
}
