import { Fading } from './fading.ts';
import type { Sight } from './features.ts';
import { Running } from './running.ts';

/** Conversations that a channel keeps in mind; one that nobody continued for so long is over. */
const KEPT_IN_MIND = 256;
/** Messages over which it is counted how many people are talking at once. */
const CROWD = 16;

/** What is remembered of one conversation while it may still be continued. */
export interface Conversation {
  /** Index of its first message. */
  first: number;
  size: number;
  lastAt: number;
  lastTs: number;
  lastAuthor: string;
  /** Its last message asks something. */
  open: boolean;
  /** When (in messages of the channel) each author last wrote here, and was last called by name here. */
  wrote: Map<string, number>;
  called: Map<string, number>;
  /** Authors and words of its latest messages; the clock is its size. */
  voices: Fading;
  words: Fading;
  /** Sum of its messages' vectors, older ones fading, as unit vector and length. */
  direction: Float32Array;
  length: number;
}

/** A conversation that starts with message `first` and holds nothing yet. */
export const newConversation = (first: number, columns: number): Conversation => ({
  first,
  size: 0,
  lastAt: 0,
  lastTs: 0,
  lastAuthor: '',
  open: false,
  wrote: new Map(),
  called: new Map(),
  voices: new Fading(0.85),
  words: new Fading(0.9),
  direction: new Float32Array(columns),
  length: 0,
});

/** What is remembered of one channel: who spoke where, how fast it moves, which conversations are alive. */
export class Channel {
  /** Messages so far: the clock that beats faster where more is written. */
  now = 0;
  lastTs: number | undefined;
  /** Author id by name, in lower case; first names too as long as nobody else has them. */
  readonly names = new Map<string, string>();
  readonly #alive = new Set<Conversation>(); // the latest last
  readonly #last = new Map<string, { at: number; conversation: Conversation }>();
  readonly #pauses = new Running(0, 32);
  #recent: string[] = [];

  /** The typical pause between two messages, in seconds: the median so far. */
  get tempo(): number {
    return 2 ** this.#pauses.median(6);
  }

  /** How many people wrote lately, in doublings over one. */
  get crowd(): number {
    return Math.log2(Math.max(1, new Set(this.#recent).size));
  }

  /** Where an author wrote last. */
  lastOf(author: string): { at: number; conversation: Conversation } | undefined {
    return this.#last.get(author);
  }

  /** The `count` conversations that were continued last, the latest first. */
  latest(count: number): Conversation[] {
    return [...this.#alive].slice(-count).reverse();
  }

  /** Some living conversation, as good as drawn by lot but the same in each run. */
  arbitrary(seed: number): Conversation | undefined {
    const alive = [...this.#alive];
    return alive[(Math.imul(seed + 1, 0x9e3779b1) >>> 8) % alive.length];
  }

  /** Takes in a message that was found to belong to `conversation`. */
  add(conversation: Conversation, { author, name, ts, mentioned, asks }: Sight): void {
    if (this.lastTs !== undefined) this.#pauses.add(Math.log2(1 + (ts - this.lastTs) / 1000));
    this.lastTs = ts;
    this.#alive.delete(conversation);
    this.#alive.add(conversation);
    if (this.#alive.size > KEPT_IN_MIND) this.#alive.delete(this.#alive.values().next().value!);
    this.#last.set(author, { at: this.now, conversation });
    this.#recent = [...this.#recent.slice(1 - CROWD), author];
    this.#call(name, author);

    conversation.size++;
    conversation.lastAt = this.now;
    conversation.lastTs = ts;
    conversation.lastAuthor = author;
    conversation.open = asks;
    conversation.wrote.set(author, this.now);
    conversation.voices.add(author, conversation.size);
    for (const who of mentioned) conversation.called.set(who, this.now);
    this.now++;
  }

  #call(name: string, author: string): void {
    const full = name.toLowerCase();
    this.names.set(full, author);
    const first = full.split(/\s/, 1)[0]!;
    if (first.length > 2 && !this.names.has(first)) this.names.set(first, author);
  }
}
