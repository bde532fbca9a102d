import type { Neighbours } from './neighbours.ts';

/** An undirected graph as adjacency lists: node `i` has the edges `starts[i]` to before `starts[i + 1]`, each edge twice. */
interface Graph {
  starts: Int32Array;
  targets: Int32Array;
  weights: Float64Array;
  /** Weight of each node's edge to itself, which joined nodes have. */
  loops: Float64Array;
}

/**
 * Communities of units that share neighbours: modularity is raised by moving one node at a time, then whole
 * communities (Blondel et al. 2008, "Louvain"). Nodes are visited in order, so nothing is random.
 *
 * @param shares weights from `sharesOfNeighbours`
 * @returns a community number for each unit; one that has no neighbours is alone in its own
 */
export function findCommunities(neighbours: Neighbours, shares: Float32Array): Int32Array {
  let graph = sharedNeighbourGraph(neighbours, shares);
  const nodes = graph.loops.length;
  const community = Int32Array.from({ length: nodes }, (_, i) => i);
  for (;;) {
    const moved = moveNodes(graph);
    const count = renumber(moved);
    for (let i = 0; i < nodes; i++) community[i] = moved[community[i]!]!;
    if (count === graph.loops.length) break;
    graph = joined(graph, moved, count);
  }
  return community;
}

function sharedNeighbourGraph({ k, ids }: Neighbours, shares: Float32Array): Graph {
  const edges: { a: number; b: number; weight: number }[] = [];
  for (let e = 0; e < ids.length; e++) {
    const [a, b] = [Math.floor(e / k), ids[e]!];
    const named = b >= 0 && b < a && ids.subarray(b * k, (b + 1) * k).includes(a); // from its side already
    if (b >= 0 && !named) edges.push({ a, b, weight: shares[e]! });
  }
  return graphOf(ids.length / k, edges, new Float64Array(ids.length / k));
}

function graphOf(
  nodes: number,
  edges: readonly { a: number; b: number; weight: number }[],
  loops: Float64Array,
): Graph {
  const starts = new Int32Array(nodes + 1);
  for (const { a, b } of edges) {
    starts[a + 1]!++;
    starts[b + 1]!++;
  }
  for (let i = 0; i < nodes; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice();
  const targets = new Int32Array(edges.length * 2);
  const weights = new Float64Array(edges.length * 2);
  for (const { a, b, weight } of edges) {
    targets[next[a]!] = b;
    weights[next[a]!++] = weight;
    targets[next[b]!] = a;
    weights[next[b]!++] = weight;
  }
  return { starts, targets, weights, loops };
}

/** Moves each node to the neighbouring community that raises modularity most, until none moves. */
function moveNodes({ starts, targets, weights, loops }: Graph): Int32Array {
  const nodes = loops.length;
  const community = Int32Array.from({ length: nodes }, (_, i) => i);
  const degree = Float64Array.from({ length: nodes }, (_, i) => {
    let sum = 2 * loops[i]!;
    for (let e = starts[i]!; e < starts[i + 1]!; e++) sum += weights[e]!;
    return sum;
  });
  const total = degree.reduce((sum, d) => sum + d, 0);
  const within = degree.slice(); // total degree of each community
  const shared = new Float64Array(nodes); // weight between the node at hand and each community
  let moves = 1;
  for (let round = 0; moves > 0 && round < 100; round++) {
    moves = 0;
    for (let i = 0; i < nodes; i++) {
      const own = community[i]!;
      for (let e = starts[i]!; e < starts[i + 1]!; e++) shared[community[targets[e]!]!] = 0;
      shared[own] = 0;
      for (let e = starts[i]!; e < starts[i + 1]!; e++) shared[community[targets[e]!]!]! += weights[e]!;
      within[own]! -= degree[i]!;
      const gain = (c: number) => shared[c]! - (within[c]! * degree[i]!) / total;
      let best = own;
      let most = gain(own) + 1e-9; // a tie is no reason to move
      for (let e = starts[i]!; e < starts[i + 1]!; e++) {
        const c = community[targets[e]!]!;
        const g = gain(c);
        if (g > most) [best, most] = [c, g];
      }
      within[best]! += degree[i]!;
      if (best !== own) {
        community[i] = best;
        moves++;
      }
    }
  }
  return community;
}

/** Numbers communities from 0 in order of first appearance, in place, and says how many there are. */
function renumber(community: Int32Array): number {
  const numbers = new Map<number, number>();
  for (let i = 0; i < community.length; i++) {
    const c = community[i]!;
    if (!numbers.has(c)) numbers.set(c, numbers.size);
    community[i] = numbers.get(c)!;
  }
  return numbers.size;
}

/** The graph whose nodes are the communities. */
function joined({ starts, targets, weights, loops }: Graph, community: Int32Array, count: number): Graph {
  const own = new Float64Array(count);
  const between = new Map<number, number>();
  for (let i = 0; i < loops.length; i++) {
    const a = community[i]!;
    own[a]! += loops[i]!;
    for (let e = starts[i]!; e < starts[i + 1]!; e++) {
      const b = community[targets[e]!]!;
      if (a === b) own[a]! += weights[e]! / 2;
      else if (a < b) between.set(a * count + b, (between.get(a * count + b) ?? 0) + weights[e]!);
    }
  }
  const edges = [...between].map(([key, weight]) => ({ a: Math.floor(key / count), b: key % count, weight }));
  return graphOf(count, edges, own);
}
