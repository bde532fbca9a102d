import type { WindowMessage } from '../window.ts';
import { compact } from './compact.ts';
import { contextOf } from './context.ts';
import { weighEvidence } from './evidence.ts';
import { linkGroups, type Pairs } from './linkage.ts';
import { nearestNeighbours } from './neighbours.ts';
import type { Units } from './units.ts';

const neighbours = 15;
/** Conversations that a conversation is expected to go on in, which sets how strong evidence must be among many. */
const expectedMates = 5;

/**
 * Groups conversations that carry on one discussion, by their text and by who speaks, when and where.
 *
 * The more conversations there are, the more evidence it takes to believe that two are one: against log odds of
 * (number of conversations / expected mates). Groups of fewer than `least` messages then join the group that the
 * evidence favours most, if it favours any.
 *
 * @returns a group number for each unit, -1 for those left over
 */
export function findDiscussions(messages: readonly WindowMessage[], units: Units, least: number): Int32Array {
  const count = units.members.length;
  const byText = nearestNeighbours(compact(units.vectors), neighbours);
  const { pairs, otherwise } = weighEvidence(units, contextOf(messages, units), byText);
  const groups = linkGroups(count, pairs, otherwise, Math.max(1, Math.log(count / expectedMates)));
  return adopt(groups, units, pairs, otherwise, least);
}

/** Lets small groups join the large one that they have most evidence for, if that speaks for it at all. */
function adopt(groups: Int32Array, units: Units, pairs: Pairs, otherwise: number, least: number): Int32Array {
  const count = new Int32Array(groups.length);
  const size = new Int32Array(groups.length);
  for (const [unit, group] of groups.entries()) {
    count[group]!++;
    size[group]! += units.members[unit]!.length;
  }
  const excess = new Map<number, Map<number, number>>();
  for (let k = 0; k < pairs.a.length; k++) {
    const [a, b] = [groups[pairs.a[k]!]!, groups[pairs.b[k]!]!];
    for (const [small, large] of [
      [a, b],
      [b, a],
    ] as const) {
      if (size[small]! >= least || size[large]! < least) continue;
      const known = excess.get(small) ?? new Map<number, number>();
      excess.set(small, known.set(large, (known.get(large) ?? 0) + pairs.evidence[k]! - otherwise));
    }
  }
  const home = groups.map((group) => (size[group]! < least ? -1 : group));
  for (const [unit, group] of groups.entries()) {
    if (home[unit]! >= 0) continue;
    let most = 0;
    for (const [large, sum] of excess.get(group) ?? []) {
      const evidence = sum / (count[group]! * count[large]!) + otherwise;
      if (evidence > most || (evidence === most && large < home[unit]!))
        [home[unit], most] = [large, evidence];
    }
  }
  return home;
}
