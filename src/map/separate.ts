import type { Neighbours } from './neighbours.ts';

/** Rounds in which topics that still share a colour with a neighbour look for another one. */
const ROUNDS = 50;

/**
 * A colour for each topic that no neighbour has. What a topic has already it keeps, unless a more important neighbour has the same;
 * then it takes one that no neighbour has, and of those the one that the fewest have. Topics that are all over each other can have more neighbours
 * than there are colours: then they share with whom they have the least in common.
 *
 * @param topics ids, the most important first
 * @param known the numbers of the colours that topics have
 * @param count how many colours there are
 */
export function separateColours(
  topics: readonly string[],
  known: ReadonlyMap<string, number>,
  neighbours: Neighbours,
  count: number,
): Map<string, number> {
  const colours = new Map<string, number>();
  /** How much a topic would have in common with its neighbours in each colour. */
  const shared = (topic: string): number[] => {
    const cost = new Array<number>(count).fill(0);
    for (const [other, side] of neighbours.get(topic) ?? []) {
      const colour = colours.get(other);
      if (colour !== undefined) cost[colour]! += side;
    }
    return cost;
  };
  const choose = (topic: string, own: number | undefined) => {
    const cost = shared(topic);
    const least = Math.min(...cost);
    if (own !== undefined && cost[own] === least) return colours.set(topic, own);
    const used = new Array<number>(count).fill(0);
    for (const colour of colours.values()) used[colour]!++;
    const free = cost.flatMap((side, colour) => (side === least ? [colour] : []));
    return colours.set(
      topic,
      free.reduce((best, colour) => (used[colour]! < used[best]! ? colour : best)),
    );
  };
  for (const topic of topics) choose(topic, known.get(topic));
  for (let round = 0; round < ROUNDS; round++) {
    const clashing = topics.filter((topic) => shared(topic)[colours.get(topic)!]! > 0);
    if (clashing.length === 0) break;
    // The less important make way; those beside them are moved in turn where there is no room.
    for (const topic of clashing.toReversed()) choose(topic, colours.get(topic));
    if (round % 3 === 2) for (const topic of clashing) makeRoom(topic);
  }
  return colours;

  /** Takes the colour of the neighbour with the least side by side, which then looks for another. */
  function makeRoom(topic: string): void {
    const cost = shared(topic).map((side, colour) => (colour === colours.get(topic) ? Infinity : side));
    const colour = cost.indexOf(Math.min(...cost));
    colours.set(topic, colour);
    for (const other of neighbours.get(topic)?.keys() ?? [])
      if (colours.get(other) === colour) choose(other, undefined);
  }
}
