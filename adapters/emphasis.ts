/**
 * Marks words in a text: those that a result shares with what was asked.
 *
 * @param terms one or more words each, as the text writes them
 * @param mark what is made of a word, `plain` of what stands between
 */
export function emphasise(
  text: string,
  terms: readonly string[],
  mark: (word: string) => string,
  plain: (text: string) => string,
): string {
  const words = terms.flatMap((term) => term.split(/\s+/)).filter(Boolean);
  if (words.length === 0) return plain(text);
  const longestFirst = words.toSorted((a, b) => b.length - a.length).map(RegExp.escape);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${longestFirst.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  // Splitting at a group keeps what it caught: every second piece is a word.
  return text
    .split(pattern)
    .map((piece, i) => (i % 2 === 1 ? mark(piece) : plain(piece)))
    .join('');
}
