import type { Channel, Conversation } from './channel.ts';

/** What can be seen of a message by itself. */
export interface Sight {
  channel: Channel;
  author: string;
  name: string;
  ts: number;
  /** Authors called by name. */
  mentioned: ReadonlySet<string>;
  asks: boolean;
  words: readonly string[];
  /** Its rarest words and how rare each is, in bits. */
  rare: readonly (readonly [string, number])[];
}

/** A conversation that a message may continue, and how alike the two are. */
export interface Candidate {
  conversation: Conversation;
  /** How unusually similar the vectors are, in bits (see `Running.surprise`). */
  likeness: number;
  /** Rare words in common: root of their bits. */
  shared: number;
}

/** The numbers by which it is decided, by name: first those of "continues this conversation", then those of "starts a new one". */
export const FEATURES = [
  'previous message', // it was the last of the channel
  'previous message, in a crowd',
  'messages since', // its last one, in doublings
  'pause', // since its last message, in doublings of the channel's typical pause
  'author took part',
  'author wrote here last', // nowhere else since
  'share of the author', // in its latest messages
  'calls a participant',
  'share of the called',
  'calls somebody else',
  'author was called', // and has not written here since
  'answers a question',
  'likeness', // less for a message of few words, whose vector says little
  'shared words',
  'size',
  'new',
  'new: pause', // since the last message of the channel
  'new: asks',
  'new: words',
  'new: author unknown',
  'new: author was called', // in some conversation
  'new: best shared words', // with any conversation
  'new: crowd',
] as const;

const COLUMN = Object.fromEntries(FEATURES.map((name, i) => [name, i])) as Record<
  (typeof FEATURES)[number],
  number
>;

/** Words that make a vector worth its full weight. */
const ENOUGH_WORDS = 8;

const doublings = (x: number) => Math.log2(1 + x);

/** One row of numbers for each candidate and a last one for "a new conversation", in the order of `FEATURES`. */
export function describe(sight: Sight, candidates: readonly Candidate[]): Float64Array {
  const { channel, author, ts, mentioned } = sight;
  const table = new Float64Array((candidates.length + 1) * FEATURES.length);
  const write = (r: number, feature: keyof typeof COLUMN, value: number | boolean) => {
    table[r * FEATURES.length + COLUMN[feature]] = Number(value);
  };
  const { crowd, tempo } = channel;
  const pauseSince = (then: number) => doublings((ts - then) / 1000 / tempo);
  const mine = channel.lastOf(author);
  let wasCalled = false;
  let bestShared = 0;

  candidates.forEach(({ conversation: one, likeness, shared }, r) => {
    const wrote = one.wrote.get(author);
    const called = one.called.get(author);
    const unanswered = called !== undefined && (wrote === undefined || wrote < called);
    const callsHere = [...mentioned].some((who) => one.wrote.has(who));
    const isPrevious = one.lastAt === channel.now - 1;
    wasCalled ||= unanswered;
    bestShared = Math.max(bestShared, shared);
    write(r, 'previous message', isPrevious);
    write(r, 'previous message, in a crowd', isPrevious ? crowd : 0);
    write(r, 'messages since', doublings(channel.now - 1 - one.lastAt));
    write(r, 'pause', pauseSince(one.lastTs));
    write(r, 'author took part', wrote !== undefined);
    write(r, 'author wrote here last', mine?.conversation === one);
    write(r, 'share of the author', one.voices.share(author, one.size));
    write(r, 'calls a participant', callsHere);
    write(
      r,
      'share of the called',
      [...mentioned].reduce((sum, who) => sum + one.voices.share(who, one.size), 0),
    );
    write(r, 'calls somebody else', mentioned.size > 0 && !callsHere);
    write(r, 'author was called', unanswered);
    write(r, 'answers a question', one.open && one.lastAuthor !== author && !sight.asks);
    write(r, 'likeness', likeness * Math.min(1, sight.words.length / ENOUGH_WORDS));
    write(r, 'shared words', shared);
    write(r, 'size', doublings(one.size));
  });

  const last = candidates.length;
  write(last, 'new', 1);
  write(last, 'new: pause', channel.lastTs === undefined ? 0 : pauseSince(channel.lastTs));
  write(last, 'new: asks', sight.asks);
  write(last, 'new: words', doublings(sight.words.length));
  write(last, 'new: author unknown', mine === undefined);
  write(last, 'new: author was called', wasCalled);
  write(last, 'new: best shared words', bestShared);
  write(last, 'new: crowd', crowd);
  return table;
}
