/** What people are told of a percentile (0 to 100) among random pairs. */
export function wordsFor(percentile: number): 'near-identical' | 'strongly related' | 'related' | 'weak' {
  if (percentile >= 99.99) return 'near-identical';
  if (percentile >= 99.9) return 'strongly related';
  if (percentile >= 99) return 'related';
  return 'weak';
}
