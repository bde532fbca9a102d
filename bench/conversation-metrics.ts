/** A group name for each message; equal names mean one conversation. */
type Groups = ArrayLike<unknown>;

interface Overlap {
  messages: number;
  truth: number[];
  found: number[];
  /** Messages that two conversations share, by "truth found" numbers. */
  shared: { truth: number; found: number; count: number }[];
}

function overlap(truth: Groups, found: Groups): Overlap {
  const numbered = (groups: Groups) => {
    const of = new Map<unknown, number>();
    return Array.from(groups, (group) => of.get(group) ?? of.set(group, of.size).size - 1);
  };
  const [a, b] = [numbered(truth), numbered(found)];
  const sizes = (numbers: number[]) => {
    const counts: number[] = [];
    for (const n of numbers) counts[n] = (counts[n] ?? 0) + 1;
    return counts;
  };
  const cells = new Map<string, { truth: number; found: number; count: number }>();
  a.forEach((x, i) => {
    const y = b[i]!;
    const cell = cells.get(`${x} ${y}`) ?? { truth: x, found: y, count: 0 };
    cell.count++;
    cells.set(`${x} ${y}`, cell);
  });
  return { messages: a.length, truth: sizes(a), found: sizes(b), shared: [...cells.values()] };
}

/**
 * Share of messages in the best one-to-one pairing of true and found conversations, exact (Elsner and Charniak 2008).
 *
 * @example oneToOne([0, 0, 1, 1], [0, 0, 0, 1]) // .75
 */
export function oneToOne(truth: Groups, found: Groups): number {
  const { messages, shared, truth: rows, found: columns } = overlap(truth, found);
  return bestPairing(rows.length, columns.length, shared) / messages;
}

/**
 * 1 minus the variation of information over its greatest value, log2 of the number of messages: 1 for equal
 * groupings, as Kummerfeld et al. 2019 scale it.
 *
 * @example variationOfInformation([0, 0, 1, 1], [0, 0, 0, 0]) // .5
 */
export function variationOfInformation(truth: Groups, found: Groups): number {
  const { messages, shared, truth: rows, found: columns } = overlap(truth, found);
  if (messages < 2) return 1;
  let variation = 0;
  for (const { truth: x, found: y, count } of shared)
    variation -= (count / messages) * (Math.log2(count / rows[x]!) + Math.log2(count / columns[y]!));
  return 1 - variation / Math.log2(messages);
}

/**
 * F1 of conversations that were found exactly, those of a single message left out on both sides (Kummerfeld et al. 2019).
 *
 * @example exactMatch([0, 0, 1, 1], [0, 0, 1, 2]) // .67: one of two true ones is the only one found
 */
export function exactMatch(truth: Groups, found: Groups): number {
  const { shared, truth: rows, found: columns } = overlap(truth, found);
  const proper = (sizes: number[]) => sizes.filter((size) => size > 1).length;
  const matched = shared.filter(
    ({ truth: x, found: y, count }) => count > 1 && rows[x] === count && columns[y] === count,
  ).length;
  const total = proper(rows) + proper(columns);
  return total === 0 ? 1 : (2 * matched) / total;
}

/** Share of messages that belong to the true conversation most frequent in their found one. */
export function purity(truth: Groups, found: Groups): number {
  const { messages, shared, found: columns } = overlap(truth, found);
  const most = columns.map(() => 0);
  for (const { found: y, count } of shared) most[y] = Math.max(most[y]!, count);
  return most.reduce((a, b) => a + b, 0) / messages;
}

/** The greatest sum of counts when each row is paired with one column at most: Hungarian method, shortest augmenting paths. */
function bestPairing(rows: number, columns: number, cells: Overlap['shared']): number {
  const [small, large] = rows < columns ? [rows, columns] : [columns, rows];
  const gain = Array.from({ length: small + 1 }, () => new Float64Array(large + 1));
  for (const { truth, found, count } of cells) {
    const [x, y] = rows < columns ? [truth, found] : [found, truth];
    gain[x + 1]![y + 1] = count;
  }
  const ofRow = new Float64Array(small + 1);
  const ofColumn = new Float64Array(large + 1);
  const pairedRow = new Int32Array(large + 1); // 0: free; column 0 stands for the row being placed
  const from = new Int32Array(large + 1);
  for (let row = 1; row <= small; row++) {
    const slack = new Float64Array(large + 1).fill(Infinity);
    const seen = new Uint8Array(large + 1);
    pairedRow[0] = row;
    let column = 0;
    do {
      seen[column] = 1;
      const at = pairedRow[column]!;
      let least = Infinity;
      let next = 0;
      for (let j = 1; j <= large; j++) {
        if (seen[j]) continue;
        const cost = -gain[at]![j]! - ofRow[at]! - ofColumn[j]!;
        if (cost < slack[j]!) {
          slack[j] = cost;
          from[j] = column;
        }
        if (slack[j]! < least) {
          least = slack[j]!;
          next = j;
        }
      }
      for (let j = 0; j <= large; j++)
        if (seen[j]) {
          ofRow[pairedRow[j]!]! += least;
          ofColumn[j]! -= least;
        } else slack[j]! -= least;
      column = next;
    } while (pairedRow[column] !== 0);
    for (; column !== 0; column = from[column]!) pairedRow[column] = pairedRow[from[column]!]!;
  }
  let total = 0;
  for (let j = 1; j <= large; j++) total += gain[pairedRow[j]!]![j]!;
  return total;
}
