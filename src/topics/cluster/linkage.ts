/** What is known of pairs of units: `evidence[k]` speaks for (or, below 0, against) `a[k]` and `b[k]` being one. */
export interface Pairs {
  a: Int32Array;
  b: Int32Array;
  evidence: Float64Array;
}

/**
 * Average linkage over a sparse list of pairs, each named once; a pair that is not in the list counts as `otherwise`.
 * Groups join, the best first, while the mean evidence of all pairs between them is `least` or more.
 *
 * Follows chains of nearest neighbours (Murtagh 1983). Average linkage is reducible: a join never brings two groups
 * nearer than the nearer of them was, so a group whose best evidence is too small is finished.
 *
 * @returns a group number for each unit: that of one of its members
 */
export function linkGroups(units: number, pairs: Pairs, otherwise: number, least: number): Int32Array {
  const size = new Float64Array(units).fill(1);
  const group = Int32Array.from({ length: units }, (_, i) => i);
  // What is known between two groups, in excess of `otherwise` for every pair.
  const known = Array.from({ length: units }, () => new Map<number, number>());
  for (let k = 0; k < pairs.a.length; k++) {
    const [a, b] = [pairs.a[k]!, pairs.b[k]!];
    known[a]!.set(b, pairs.evidence[k]! - otherwise);
    known[b]!.set(a, pairs.evidence[k]! - otherwise);
  }
  const nearest = (a: number): { to: number; evidence: number } => {
    let [to, evidence] = [-1, Number.NEGATIVE_INFINITY];
    for (const [b, excess] of known[a]!) {
      const mean = excess / (size[a]! * size[b]!) + otherwise;
      if (mean > evidence || (mean === evidence && b < to)) [to, evidence] = [b, mean];
    }
    return { to, evidence };
  };
  const join = (into: number, from: number) => {
    for (const [other, excess] of known[from]!) {
      known[other]!.delete(from);
      if (other === into) continue;
      const both = excess + (known[into]!.get(other) ?? 0);
      known[into]!.set(other, both);
      known[other]!.set(into, both);
    }
    known[from]!.clear();
    known[into]!.delete(from);
    size[into]! += size[from]!;
    group[from] = into;
  };

  for (let start = 0; start < units; start++) {
    const chain = group[start] === start ? [start] : [];
    while (chain.length > 0) {
      const last = chain.at(-1)!;
      const { to, evidence } = nearest(last);
      if (to < 0 || evidence < least) {
        chain.pop();
      } else if (to === chain.at(-2) || (chain.length > 1 && evidence <= nearestToPrevious(chain))) {
        const previous = chain.at(-2)!;
        chain.length -= 2;
        const [into, from] = size[last]! >= size[previous]! ? [last, previous] : [previous, last];
        join(into, from);
        if (chain.length === 0) chain.push(into);
      } else chain.push(to);
    }
  }
  return group.map((_, i) => rootOf(group, i));

  /** Evidence between the last two of the chain: a tie with it counts as mutual, so that chains end. */
  function nearestToPrevious(chain: number[]): number {
    const [previous, last] = [chain.at(-2)!, chain.at(-1)!];
    return known[last]!.get(previous)! / (size[last]! * size[previous]!) + otherwise;
  }
}

function rootOf(group: Int32Array, i: number): number {
  let root = i;
  while (group[root] !== root) root = group[root]!;
  return root;
}
