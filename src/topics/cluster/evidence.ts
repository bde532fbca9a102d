import { dot, row } from '../matrix.ts';
import type { Context } from './context.ts';
import type { Pairs } from './linkage.ts';
import type { Neighbours } from './neighbours.ts';
import { seededRandom } from './random.ts';
import type { Units } from './units.ts';

const samplePairs = 50_000;
/** Mates that are taken to be random pairs in truth, as a share of the others: nothing is ever certain… */
const doubt = 0.1;
/** …and as a number, which keeps weights small where there is little to learn them from. */
const doubtfulMates = 20;

/** Something to compare two units by; the larger the closer. */
type Measure = (a: number, b: number) => number;

/**
 * How strongly each pair of likely mates speaks for being one topic: the log of how much likelier it is among mates
 * than among random pairs, by text, authors, time and channel together.
 *
 * No measure has a threshold or weight of its own. A value counts as its surprise: minus the log of the share of
 * random pairs that are as close. Mates by text show how surprising context is among mates, and mates by context how
 * surprising text is, so the one teaches the weight of the other (co-training, Blum and Mitchell 1998), and a measure
 * that mates do not share weighs nothing.
 */
export function weighEvidence(
  units: Units,
  context: Context,
  byText: Neighbours,
): { pairs: Pairs; otherwise: number } {
  const count = units.members.length;
  const measures: Measure[] = [
    (a, b) => dot(row(units.vectors, a), row(units.vectors, b)),
    context.authors,
    context.nearness,
    context.channel,
  ];
  const random = randomPairs(count);
  const surprises = measures.map((measure) => surpriseOf(measure, random));
  const [text, ...beside] = surprises as [Measure, ...Measure[]];

  const candidates = Array.from({ length: count }, (_, a) => {
    const near = new Set(context.neighbours(a));
    for (let e = a * byText.k; e < (a + 1) * byText.k; e++) if (byText.ids[e]! >= 0) near.add(byText.ids[e]!);
    near.delete(a);
    return [...near];
  });
  const together: Measure = (a, b) => beside.reduce((sum, surprise) => sum + surprise(a, b), 0);
  const matesByText = mates(candidates, text);
  const matesByContext = mates(candidates, together);
  const weights = surprises.map((surprise, k) => logRatio(surprise, k === 0 ? matesByContext : matesByText));
  const evidence: Measure = (a, b) =>
    surprises.reduce((sum, surprise, k) => sum + weights[k]!(surprise(a, b)), 0);

  const pairs = pairsOf(candidates);
  for (let k = 0; k < pairs.a.length; k++) pairs.evidence[k] = evidence(pairs.a[k]!, pairs.b[k]!);
  return { pairs, otherwise: meanOver(random, evidence) };
}

/** All pairs where they are few, else a sample of them. */
function randomPairs(count: number): [number, number][] {
  if (count * (count - 1) <= 2 * samplePairs)
    return Array.from({ length: count }, (_, a) =>
      Array.from({ length: a }, (_, b): [number, number] => [a, b]),
    ).flat();
  const random = seededRandom(1);
  return Array.from({ length: samplePairs }, () => {
    const a = Math.floor(random() * count);
    const b = Math.floor(random() * (count - 1));
    return [a, b < a ? b : b + 1];
  });
}

/** Minus the log of the share of random pairs that are as close; of equals, half count. */
function surpriseOf(measure: Measure, random: readonly [number, number][]): Measure {
  const sorted = Float64Array.from(random, ([a, b]) => measure(a, b)).sort();
  const below = (value: number, orEqual: boolean) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < value || (orEqual && sorted[middle] === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (a, b) => {
    const value = measure(a, b);
    const rank = (below(value, false) + below(value, true)) / 2;
    return -Math.log((sorted.length - rank + 0.5) / (sorted.length + 1));
  };
}

/** For each unit, the candidate that is closest. */
function mates(candidates: readonly number[][], closeness: Measure): [number, number][] {
  return candidates.flatMap((near, a) => {
    let [mate, most] = [-1, Number.NEGATIVE_INFINITY];
    for (const b of near) {
      const close = closeness(a, b);
      if (close > most || (close === most && b < mate)) [mate, most] = [b, close];
    }
    return mate < 0 ? [] : [[a, mate] as [number, number]];
  });
}

/** Log of how much likelier a surprise is among mates than at random: rising, and linear between whole numbers. */
function logRatio(surprise: Measure, pairs: readonly [number, number][]): (surprise: number) => number {
  const most = Math.ceil(Math.log(2 * samplePairs)) + 1;
  const random = doubt + doubtfulMates / Math.max(1, pairs.length);
  const among = new Float64Array(most);
  const atRandom = Float64Array.from(among, (_, x) => Math.exp(-x) * (1 - Math.exp(-1)));
  for (const [a, b] of pairs) among[Math.min(most - 1, Math.floor(surprise(a, b)))]! += 1 / pairs.length;
  // Neighbouring steps are pooled until the ratio rises (isotonic regression, Ayer et al. 1955).
  const pools: { among: number; atRandom: number; steps: number }[] = [];
  for (let x = 0; x < most; x++) {
    let pool = { among: among[x]! + random * atRandom[x]!, atRandom: (1 + random) * atRandom[x]!, steps: 1 };
    while (pools.length > 0 && pool.among / pool.atRandom <= pools.at(-1)!.among / pools.at(-1)!.atRandom) {
      const last = pools.pop()!;
      pool = {
        among: pool.among + last.among,
        atRandom: pool.atRandom + last.atRandom,
        steps: pool.steps + last.steps,
      };
    }
    pools.push(pool);
  }
  const levels = pools.flatMap((p) => Array<number>(p.steps).fill(Math.log(p.among / p.atRandom)));
  return (value) => {
    const place = Math.min(Math.max(0, value - 0.5), most - 1);
    const below = Math.min(Math.floor(place), most - 2);
    return levels[below]! + (levels[below + 1]! - levels[below]!) * (place - below);
  };
}

const meanOver = (pairs: readonly [number, number][], measure: Measure) =>
  pairs.reduce((sum, [a, b]) => sum + measure(a, b), 0) / Math.max(1, pairs.length);

/** Each pair once, whichever of the two named it. */
function pairsOf(candidates: readonly number[][]): Pairs {
  const keys = new Set<number>();
  for (const [a, near] of candidates.entries())
    for (const b of near) keys.add(Math.min(a, b) * candidates.length + Math.max(a, b));
  const sorted = Float64Array.from(keys).sort();
  return {
    a: Int32Array.from(sorted, (key) => Math.floor(key / candidates.length)),
    b: Int32Array.from(sorted, (key) => key % candidates.length),
    evidence: new Float64Array(sorted.length),
  };
}
