/** What people are told of how close something is. */
export type Closeness = 'near-identical' | 'strongly related' | 'related' | 'same words' | 'weak';

/**
 * What people are told of a percentile (0 to 100) among random pairs.
 *
 * @param sameWords it has the words that were asked for, which is told where the percentile says nothing
 */
export function wordsFor(percentile: number, sameWords = false): Closeness {
  if (percentile >= 99.99) return 'near-identical';
  if (percentile >= 99.9) return 'strongly related';
  if (percentile >= 99) return 'related';
  return sameWords ? 'same words' : 'weak';
}
