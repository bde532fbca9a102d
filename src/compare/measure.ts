import { calibrationOf } from '../similar/calibrate.ts';
import { quantilesOfRandomPairs } from '../similar/quantiles.ts';
import { seededRandom } from '../topics/cluster/random.ts';
import { findClusters } from '../topics/cluster.ts';
import { findConversations } from '../topics/conversations.ts';
import { dot, type Matrix, row, zeros } from '../topics/matrix.ts';
import { adjustedMutualInformation, adjustedRand } from './metrics.ts';
import { precisionAt } from './precision.ts';
import { type Sample, threadsOf } from './sample.ts';

/** Of the nearest so many it is asked whether they belong together. */
const NEAREST = 5;
const PAIRS = 20_000;

/** Similarities at the 1st, 50th and 99th percentile. */
export interface Range {
  p1: number;
  p50: number;
  p99: number;
}

/** How well the vectors of one embedder serve on a sample; null where the sample cannot tell. */
export interface Quality {
  /** The clusters that a run would find: against labels, or, with threads hidden, against threads. */
  clusters: { against: 'labels' | 'threads'; ami: number; ari: number; count: number } | null;
  /** Share of a message's five nearest that belong with it, by what is known to belong together. */
  precision: { label: number | null; topic: number | null; thread: number | null };
  similarity: {
    random: Range;
    /** Of pairs from one conversation, found without vectors. */
    conversation: Range | null;
    /** How often a pair from one conversation is more similar than a random pair: .5 is chance, 1 perfect. */
    separation: number | null;
  };
  /** Similarities from which on Hubbub would call a pair so: quantiles .99, .999 and .9999 of random pairs. */
  thresholds: { related: number; stronglyRelated: number; nearIdentical: number };
}

/** Measures vectors, row `i` for message `i` of the sample: unit rows, zeros where a message has nothing to embed. */
export function qualityOf(sample: Sample, vectors: Matrix): Quality {
  const { messages, labels, topics } = sample;
  const threads = threadsOf(messages);
  const rows = messages.map((_, i) => row(vectors, i));
  const precision = (groups: readonly (string | undefined)[] | undefined) =>
    number(groups && precisionAt(NEAREST, groups, (i, j) => dot(rows[i]!, rows[j]!)));
  const random = calibrationOf(quantilesOfRandomPairs(rows));
  const together = pairsTogether(sample).map(([i, j]) => dot(rows[i]!, rows[j]!));
  const mean = together.reduce((sum, x) => sum + random.percentile(x), 0) / together.length / 100;
  return {
    clusters: clustersOf(sample, vectors, threads),
    precision: { label: precision(labels), topic: precision(topics), thread: precision(threads) },
    similarity: {
      random: { p1: random.at(0.01), p50: random.at(0.5), p99: random.at(0.99) },
      conversation: together.length === 0 ? null : rangeOf(together),
      separation: number(mean),
    },
    thresholds: {
      related: random.at(0.99),
      stronglyRelated: random.at(0.999),
      nearIdentical: random.at(0.9999),
    },
  };
}

function clustersOf(
  { messages, labels }: Sample,
  vectors: Matrix,
  threads: readonly (string | undefined)[],
): Quality['clusters'] {
  const truth: readonly (string | undefined)[] = labels ?? threads;
  const known = [...truth.keys()].filter((i) => truth[i] !== undefined);
  if (known.length === 0) return null;
  // Who is told the threads finds them: they are hidden where they are the truth.
  const told = labels
    ? messages
    : messages.map((message) => ({ ...message, threadId: undefined, replyTo: undefined }));
  const found = findClusters(told, vectors, findConversations(told, vectors));
  const [given, clusters] = [known.map((i) => truth[i]), known.map((i) => found[i]!)];
  return {
    against: labels ? 'labels' : 'threads',
    ami: adjustedMutualInformation(given, clusters),
    ari: adjustedRand(given, clusters),
    count: new Set(found.filter((c) => c >= 0)).size,
  };
}

/** Pairs of different texts from one conversation, the same ones for every embedder. */
function pairsTogether({ messages }: Sample): [number, number][] {
  const numbers = findConversations(messages, zeros(messages.length, 1));
  const conversations = [...Map.groupBy(messages.keys(), (i) => numbers[i]!).values()];
  const random = seededRandom(1);
  const all = conversations.flatMap((members) =>
    members.length < 2
      ? []
      : members.map((i): [number, number] => [i, members[Math.floor(random() * members.length)]!]),
  );
  return all.filter(([i, j]) => messages[i]!.text !== messages[j]!.text).slice(0, PAIRS);
}

function rangeOf(values: readonly number[]): Range {
  const sorted = Float32Array.from(values).sort();
  const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))]!;
  return { p1: at(0.01), p50: at(0.5), p99: at(0.99) };
}

const number = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;
