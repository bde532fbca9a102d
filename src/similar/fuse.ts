/** The constant of reciprocal rank fusion: the authors' own, which no later study bettered by much. */
const K = 60;

/**
 * Joins rankings into one: each gives 1 / (60 + rank) to what it lists, and the sum decides (reciprocal rank fusion;
 * Cormack, Clarke and Büttcher 2009). Scores are never compared, so rankings of any kind go together.
 *
 * @example
 * fuse([[{ id: 'a' }, { id: 'b' }], [{ id: 'b' }]]).map(({ item }) => item.id) // ['b', 'a']
 */
export function fuse<T extends { id: string }>(
  rankings: readonly (readonly T[])[],
): { item: T; score: number }[] {
  const fused = new Map<string, { item: T; score: number }>();
  for (const ranking of rankings)
    for (const [i, item] of ranking.entries()) {
      const before = fused.get(item.id);
      // A later ranking may know more of an item.
      fused.set(item.id, {
        item: { ...before?.item, ...item },
        score: (before?.score ?? 0) + 1 / (K + i + 1),
      });
    }
  return [...fused.values()].sort((a, b) => b.score - a.score || (a.item.id < b.item.id ? -1 : 1));
}
