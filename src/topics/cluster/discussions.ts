import type { WindowMessage } from '../window.ts';
import { compact } from './compact.ts';
import { contextOf } from './context.ts';
import { weighEvidence } from './evidence.ts';
import { largestGroups } from './largest.ts';
import { linkGroups, type Pairs } from './linkage.ts';
import { nearestNeighbours } from './neighbours.ts';
import type { Units } from './units.ts';

const neighbours = 15;
/** Log of the odds that two groups are one discussion, from which on they are joined: 50 to 1. */
const sure = Math.log(50);
/** The same for a group that is too small to be a topic: 5 to 1, else it stays unsorted. */
const likely = Math.log(5);

/**
 * Groups conversations that carry on one discussion, by their text and by who speaks, when and where.
 *
 * The largest groups of at least `least` messages stand, `most` of them. What is smaller joins the one that the evidence
 * favours most if that is likely, else it is left over.
 *
 * @returns a group number for each unit, -1 for those left over
 */
export function findDiscussions(
  messages: readonly WindowMessage[],
  units: Units,
  { least, most }: { least: number; most: number },
): Int32Array {
  const byText = nearestNeighbours(compact(units.vectors), neighbours);
  const { pairs, otherwise } = weighEvidence(units, contextOf(messages, units), byText);
  const groups = linkGroups(units.members.length, pairs, otherwise, sure);
  const large = largestGroups(groups, units, least);
  const kept = new Set(large.slice(0, most));
  // A discussion that only the limit keeps from standing alone goes where it fits best.
  const crowdedOut = new Set(large.slice(most));
  return adopt(groups, pairs, otherwise, kept, (group) => (crowdedOut.has(group) ? 0 : likely));
}

/** Lets groups that are not kept join the one that they have most evidence for, if it is enough. */
function adopt(
  groups: Int32Array,
  pairs: Pairs,
  otherwise: number,
  kept: ReadonlySet<number>,
  enough: (group: number) => number,
): Int32Array {
  const count = new Int32Array(groups.length);
  for (const group of groups) count[group]!++;
  const excess = new Map<number, Map<number, number>>();
  for (let k = 0; k < pairs.a.length; k++) {
    const [a, b] = [groups[pairs.a[k]!]!, groups[pairs.b[k]!]!];
    for (const [guest, host] of [
      [a, b],
      [b, a],
    ] as const) {
      if (kept.has(guest) || !kept.has(host)) continue;
      const known = excess.get(guest) ?? new Map<number, number>();
      excess.set(guest, known.set(host, (known.get(host) ?? 0) + pairs.evidence[k]! - otherwise));
    }
  }
  const home = new Map<number, number>();
  for (const [guest, hosts] of excess) {
    let most = enough(guest);
    for (const [host, sum] of hosts) {
      const evidence = sum / (count[guest]! * count[host]!) + otherwise;
      const tie = evidence === most && host < (home.get(guest) ?? 0);
      if (evidence > most || tie) {
        home.set(guest, host);
        most = evidence;
      }
    }
  }
  return groups.map((group) => (kept.has(group) ? group : (home.get(group) ?? -1)));
}
