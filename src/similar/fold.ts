/** Two texts are nearly the same when so much of their words is common to both. */
const alike = 0.8;

/**
 * Folds texts that are nearly the same into the first of them: forwards, repeated announcements, alarms that differ
 * in a number only. Numbers count where the query has one, for then it may be what is looked for.
 *
 * @returns the first of each group, in order, and how many more it stands for
 */
export function fold<T extends { text: string }>(
  items: readonly T[],
  query: string,
): { item: T; more: T[] }[] {
  const numbersCount = /\p{N}/u.test(query);
  const groups: { item: T; more: T[]; words: Set<string> }[] = [];
  for (const item of items) {
    const words = wordsOf(item.text, numbersCount);
    const group = groups.find((one) => overlap(one.words, words) >= alike);
    if (group) group.more.push(item);
    else groups.push({ item, more: [], words });
  }
  return groups.map(({ item, more }) => ({ item, more }));
}

function wordsOf(text: string, numbersCount: boolean): Set<string> {
  const plain = numbersCount ? text : text.replace(/\p{N}+/gu, '0');
  const words = plain.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu);
  // A text without words, an emoji, is like another that is the same.
  return new Set(words ?? [text.trim()]);
}

/** Jaccard's index. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (Math.min(a.size, b.size) < alike * Math.max(a.size, b.size)) return 0;
  let common = 0;
  for (const word of a) if (b.has(word)) common++;
  return common / (a.size + b.size - common);
}
