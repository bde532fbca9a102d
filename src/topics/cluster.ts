import { UndirectedGraph } from 'graphology';
import communities from 'graphology-communities-louvain';
import { quantilesOfRandomPairs } from '../similar/quantiles.ts';
import { type Matrix, normalizeRows, row, zeros } from './matrix.ts';
import type { WindowMessage } from './window.ts';

// The package's types describe its CommonJS form as if it had a `default`.
const louvain = communities as unknown as typeof communities.default;

/** Fewer messages than this are no topic. */
const leastMessages = 5;

/**
 * Groups messages into clusters, whole conversations at a time.
 *
 * @param vectors one unit row for each message
 * @param conversations a conversation number for each message, from `findConversations`
 * @returns a cluster number for each message, -1 where it is unsorted
 */
export function findClusters(
  messages: readonly WindowMessage[],
  vectors: Matrix,
  conversations: Int32Array,
): Int32Array {
  const units = conversations.reduce((most, c) => Math.max(most, c + 1), 0);
  const means = zeros(units, vectors.columns);
  for (let i = 0; i < messages.length; i++) {
    const mean = row(means, conversations[i]!);
    const vector = row(vectors, i);
    for (let j = 0; j < mean.length; j++) mean[j]! += vector[j]!;
  }
  normalizeRows(means);
  const threshold = quantilesOfRandomPairs(means)[990]!;
  const graph = new UndirectedGraph();
  for (let i = 0; i < units; i++) graph.addNode(i);
  for (let i = 0; i < units; i++)
    for (let j = 0; j < i; j++) {
      let similarity = 0;
      const [a, b] = [row(means, i), row(means, j)];
      for (let k = 0; k < a.length; k++) similarity += a[k]! * b[k]!;
      if (similarity > threshold) graph.addEdge(i, j, { weight: similarity - threshold });
    }
  const community = louvain(graph, { rng: () => 0.5, randomWalk: false });
  const size = new Map<number, number>();
  for (const c of conversations) size.set(community[c]!, (size.get(community[c]!) ?? 0) + 1);
  return conversations.map((c) => (size.get(community[c]!)! < leastMessages ? -1 : community[c]!));
}
