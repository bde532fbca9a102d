import type { Units } from './units.ts';

/** Groups of at least `least` messages, the largest first; of equals, the lower number first. Those below 0 are none. */
export function largestGroups(groups: Int32Array, { members }: Units, least: number): number[] {
  const sizes = new Map<number, number>();
  for (const [unit, group] of groups.entries())
    if (group >= 0) sizes.set(group, (sizes.get(group) ?? 0) + members[unit]!.length);
  return [...sizes]
    .filter(([, size]) => size >= least)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .map(([group]) => group);
}
