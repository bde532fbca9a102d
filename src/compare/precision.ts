/**
 * Of the `k` others that are most similar to each item, the share that belongs to its group (of as many as the group has
 * where that is fewer); the mean over all items that share a group with another.
 *
 * @param groups undefined for an item that belongs to none: it is never asked about, but may stand in others' way
 * @param similarity of the items numbered so
 * @returns NaN where no item shares a group
 */
export function precisionAt(
  k: number,
  groups: readonly (string | undefined)[],
  similarity: (i: number, j: number) => number,
): number {
  const sizes = new Map<string, number>();
  for (const group of groups) if (group !== undefined) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  let sum = 0;
  let asked = 0;
  for (const [i, group] of groups.entries()) {
    const most = Math.min(k, (sizes.get(group!) ?? 0) - 1);
    if (most < 1) continue;
    const near = nearest(k, groups.length, (j) => (j === i ? Number.NEGATIVE_INFINITY : similarity(i, j)));
    sum += Math.min(near.filter((j) => groups[j] === group).length / most, 1);
    asked++;
  }
  return sum / asked;
}

/** The `k` of `n` items that score highest, best first; of equals the first. */
function nearest(k: number, n: number, score: (j: number) => number): number[] {
  const best: { j: number; score: number }[] = [];
  for (let j = 0; j < n; j++) {
    const found = { j, score: score(j) };
    if (best.length === k && found.score <= best[k - 1]!.score) continue;
    let place = best.length;
    while (place > 0 && best[place - 1]!.score < found.score) place--;
    best.splice(place, 0, found);
    if (best.length > k) best.pop();
  }
  return best.map(({ j }) => j);
}
