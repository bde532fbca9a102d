/** Labels of any kind, one for each item; equal labels mean one group. */
type Labels = ArrayLike<unknown>;

interface Table {
  n: number;
  cells: { a: number; b: number; count: number }[];
  rows: number[];
  columns: number[];
}

/** How many items fall in each pair of groups. */
function contingency(truth: Labels, found: Labels): Table {
  const index = (labels: Labels) => {
    const of = new Map<unknown, number>();
    return Array.from(labels, (label) => {
      if (!of.has(label)) of.set(label, of.size);
      return of.get(label)!;
    });
  };
  const [a, b] = [index(truth), index(found)];
  const rows: number[] = [];
  const columns: number[] = [];
  const cells = new Map<string, { a: number; b: number; count: number }>();
  a.forEach((x, i) => {
    const y = b[i]!;
    rows[x] = (rows[x] ?? 0) + 1;
    columns[y] = (columns[y] ?? 0) + 1;
    const key = `${x} ${y}`;
    const cell = cells.get(key) ?? { a: x, b: y, count: 0 };
    cell.count++;
    cells.set(key, cell);
  });
  return { n: a.length, cells: [...cells.values()], rows, columns };
}

const sum = (values: Iterable<number>) => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

const entropy = (sizes: number[], n: number) => -sum(sizes.map((s) => (s / n) * Math.log(s / n)));

const mutualInformation = ({ n, cells, rows, columns }: Table) =>
  sum(cells.map((c) => (c.count / n) * Math.log((n * c.count) / (rows[c.a]! * columns[c.b]!))));

/**
 * Adjusted Rand index: agreement of pairs, 0 for chance and 1 for equal groupings (Hubert and Arabie 1985).
 *
 * @example adjustedRand([0, 0, 1, 1], [0, 0, 1, 2]) // .571
 */
export function adjustedRand(truth: Labels, found: Labels): number {
  const { n, cells, rows, columns } = contingency(truth, found);
  const pairs = (count: number) => (count * (count - 1)) / 2;
  const both = sum(cells.map((c) => pairs(c.count)));
  const inTruth = sum(rows.map(pairs));
  const inFound = sum(columns.map(pairs));
  const expected = (inTruth * inFound) / Math.max(1, pairs(n));
  const most = (inTruth + inFound) / 2;
  return most === expected ? 1 : (both - expected) / (most - expected);
}

/**
 * Adjusted mutual information, normalised by the arithmetic mean of the entropies as scikit-learn does:
 * 0 for chance, 1 for equal groupings (Vinh, Epps and Bailey 2010).
 *
 * @example adjustedMutualInformation([0, 0, 1, 1], [0, 0, 1, 1]) // 1
 */
export function adjustedMutualInformation(truth: Labels, found: Labels): number {
  const table = contingency(truth, found);
  const { n, rows, columns } = table;
  if (rows.length === columns.length && (rows.length <= 1 || rows.length === n)) return 1;
  const expected = expectedMutualInformation(table);
  const mean = (entropy(rows, n) + entropy(columns, n)) / 2;
  const range = mean - expected;
  const least = Number.EPSILON * (range < 0 ? -1 : 1);
  return (mutualInformation(table) - expected) / (Math.abs(range) < Number.EPSILON ? least : range);
}

/** Mutual information expected of random groupings with the same sizes (Vinh et al., equation 24a). */
function expectedMutualInformation({ n, rows, columns }: Table): number {
  const log = new Float64Array(n + 1); // log factorials
  for (let i = 2; i <= n; i++) log[i] = log[i - 1]! + Math.log(i);
  const tally = (sizes: number[]) => Map.groupBy(sizes, (s) => s);
  let expected = 0;
  for (const [a, ofA] of tally(rows))
    for (const [b, ofB] of tally(columns)) {
      const constant = log[a]! + log[b]! + log[n - a]! + log[n - b]! - log[n]!;
      let term = 0;
      for (let c = Math.max(1, a + b - n); c <= Math.min(a, b); c++) {
        const chance = Math.exp(constant - log[c]! - log[a - c]! - log[b - c]! - log[n - a - b + c]!);
        term += (c / n) * Math.log((n * c) / (a * b)) * chance;
      }
      expected += term * ofA.length * ofB.length;
    }
  return expected;
}

/**
 * V-measure: harmonic mean of homogeneity and completeness. Not corrected for chance, so it flatters many
 * small groups; shown for comparison with published figures only (Rosenberg and Hirschberg 2007).
 */
export function vMeasure(truth: Labels, found: Labels): number {
  const table = contingency(truth, found);
  const total = entropy(table.rows, table.n) + entropy(table.columns, table.n);
  return total === 0 ? 1 : (2 * mutualInformation(table)) / total;
}
