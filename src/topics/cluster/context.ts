import type { WindowMessage } from '../window.ts';
import type { Units } from './units.ts';

/** Who speaks, when and where: what there is to tell of a unit beside its text. */
export interface Context {
  /** From 0 (nobody in common) to 1: the cosine of who says how much, rare authors counting most. */
  authors(a: number, b: number): number;
  /** Minus the time between the two, in milliseconds: 0 where they overlap, minus infinity in different channels. */
  nearness(a: number, b: number): number;
  /** 1 in the same channel, else 0. */
  channel(a: number, b: number): number;
  /** Pairs that lie close by: neighbours in time, in a channel, and among an author's units. */
  neighbours(unit: number): number[];
}

const reach = 8;

/** Describes where units stand in the stream of messages. */
export function contextOf(messages: readonly WindowMessage[], { members }: Units): Context {
  const first = members.map((m) => messages[m[0]!]!);
  const last = members.map((m) => messages[m.at(-1)!]!);
  const authors = members.map((m) => tally(m.map((i) => messages[i]!.author)));
  const frequency = tally(authors.flatMap((a) => [...a.keys()]));
  for (const shares of authors) weigh(shares, frequency, members.length);

  // Units stand in order of their first message, so every list is in time order.
  const lists = new Map<string, number[]>();
  const listsOf = members.map((_, unit) => {
    const names = ['all', `in ${first[unit]!.channel}`, ...[...authors[unit]!.keys()].map((a) => `by ${a}`)];
    return names.map((name) => {
      const list = lists.get(name) ?? [];
      lists.set(name, list);
      return { list, at: list.push(unit) - 1 };
    });
  });
  return {
    authors(a, b) {
      let cosine = 0;
      for (const [author, share] of authors[a]!) cosine += share * (authors[b]!.get(author) ?? 0);
      return cosine;
    },
    nearness: (a, b) =>
      first[a]!.channel === first[b]!.channel
        ? Math.min(0, Math.min(last[a]!.ts, last[b]!.ts) - Math.max(first[a]!.ts, first[b]!.ts))
        : Number.NEGATIVE_INFINITY,
    channel: (a, b) => +(first[a]!.channel === first[b]!.channel),
    neighbours: (unit) =>
      listsOf[unit]!.flatMap(({ list, at }) => list.slice(Math.max(0, at - reach), at + reach + 1)),
  };
}

function tally<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Turns counts into a unit vector of log counts times inverse frequency. */
function weigh(counts: Map<string, number>, frequency: Map<string, number>, units: number): void {
  let square = 0;
  for (const [author, count] of counts) {
    const share = (1 + Math.log(count)) * Math.log(1 + units / frequency.get(author)!);
    counts.set(author, share);
    square += share * share;
  }
  for (const [author, share] of counts) counts.set(author, share / Math.sqrt(square));
}
