/** Messages shown or given to a labeller for one topic. */
const wanted = 10;

/**
 * Typical and varied messages: those closest to the centroid that say something, none of them a near-copy of one
 * chosen before.
 *
 * @param indices of the topic's messages
 */
export function exemplarsOf<T>(
  indices: readonly T[],
  of: (index: T) => { text: string; similarity: number },
  limit = wanted,
): T[] {
  const chosen: { index: T; words: Set<string> }[] = [];
  const ranked = indices
    .map((index) => ({ index, ...of(index) }))
    .sort((a, b) => b.similarity - a.similarity || (a.text < b.text ? -1 : 1));
  for (const { index, text } of ranked) {
    if (chosen.length === limit) break;
    const words = new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
    if (words.size === 0 || chosen.some((other) => overlap(words, other.words) > 0.5)) continue;
    chosen.push({ index, words });
  }
  return chosen.map((one) => one.index);
}

/** Jaccard overlap of two sets of words, 0 to 1. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter((word) => b.has(word)).length;
  return both / (a.size + b.size - both);
}
