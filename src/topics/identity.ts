import { dot, type Matrix, normalizeRows, row, zeros } from './matrix.ts';

/** Where a message stood after the last run; a topic is null where the message was unsorted. */
export interface Standing {
  topic: string | null;
  /**
   * The topic that the last run's clusters spoke for; it differs from `topic` while a move awaits confirmation, and is
   * null where they spoke for none or have not been asked, as with a message that joined between runs.
   */
  leaning: string | null;
}

/** What is remembered of a topic. */
export interface KnownTopic {
  id: string;
  /** The topic that stands for it since they were merged. */
  mergedInto?: string | null;
  /** Named or pinned by a person: where two topics meet, it is the one that lives on. */
  curated: boolean;
  centroid: Float32Array;
}

/** One run's clusters, beside what was known before. Arrays hold an entry for each message of the window. */
export interface Run {
  conversations: Int32Array;
  /** Cluster numbers, -1 where unsorted. */
  clusters: Int32Array;
  vectors: Matrix;
  /** Undefined for a message that is new. */
  previous: readonly (Standing | undefined)[];
  topics: readonly KnownTopic[];
  /** An id for a topic that is born, given the first message of its cluster. */
  newId(first: number): string;
}

/** A topic keeps a cluster only if it brings this share of its own messages, or of the cluster's. */
const leastShare = 0.3;

/**
 * Gives this run's clusters lasting identities and says where each message stands now.
 *
 * Two labellings are carried from run to run. The leaning follows the clusters: each cluster inherits the topic with
 * which it shares most messages (greedy one-to-one assignment), or that of a faded topic it resembles, or a new one.
 * The topic, which people see, follows the leaning only when two runs in a row agree: so a message whose place is a
 * toss-up stays where it is, and one that was misplaced at first does move. Messages that are new, unsorted or only
 * joined between runs need no second opinion.
 */
export function reconcile(run: Run): Standing[] {
  const known = new Map(run.topics.map((topic) => [topic.id, topic]));
  const standsFor = (id: string | null): string | null => {
    const into = id === null ? undefined : known.get(id)?.mergedInto;
    return into ? standsFor(into) : id;
  };
  const inherited = inherit(run, known);
  const standings: Standing[] = run.previous.map((_, i) => {
    const cluster = run.clusters[i]!;
    const leaning = cluster < 0 ? null : inherited.get(cluster)!;
    return { topic: standsFor(leaning), leaning };
  });

  // Whole conversations move or stay; a conversation that already spans topics does so a part at a time.
  const parts = Map.groupBy(standings.keys(), (i) => `${run.conversations[i]} ${run.previous[i]?.topic}`);
  for (const members of parts.values()) {
    const { topic: held } = run.previous[members[0]!] ?? {};
    if (held === undefined) continue;
    const voices = new Map<string | null, number>();
    for (const i of members) {
      const { leaning } = run.previous[i]!;
      const voice = leaning === null ? undecided : standsFor(leaning);
      voices.set(voice, (voices.get(voice) ?? 0) + 1);
    }
    for (const i of members) {
      const standing = standings[i]!;
      if (held === null || standing.topic === held) continue;
      const agreed = (voices.get(standing.topic) ?? 0) + (voices.get(undecided) ?? 0);
      if (agreed * 2 <= members.length) standing.topic = standsFor(held);
    }
  }
  return standings;
}

/** Nobody looks through more topics than this. */
const most = 200;

/**
 * Leaves no more than 200 topics standing, the largest and those that a person named or pinned: what runs over parts
 * of a window bring to light adds up.
 *
 * @returns indices of the messages that are unsorted for it
 */
export function withinBounds(standings: Standing[], curated: ReadonlySet<string>): number[] {
  const topics = Map.groupBy(standings.keys(), (i) => standings[i]!.topic);
  topics.delete(null);
  const ranked = [...topics].sort(
    ([a, x], [b, y]) =>
      Number(curated.has(b!)) - Number(curated.has(a!)) || y.length - x.length || x[0]! - y[0]!,
  );
  const evicted = ranked.slice(most).flatMap(([, inside]) => inside);
  for (const i of evicted) standings[i] = { topic: null, leaning: null };
  return evicted;
}

/** Goes along with any move; no topic has this id. */
const undecided = '';

/** The topic that each cluster inherits. */
function inherit(run: Run, known: ReadonlyMap<string, KnownTopic>): Map<number, string> {
  const shared = new Map<
    string,
    { cluster: number; topic: string; count: number; curated: boolean; first: number }
  >();
  const topicSize = new Map<string, number>();
  const clusterSize = new Map<number, number>();
  run.previous.forEach((standing, i) => {
    const cluster = run.clusters[i]!;
    clusterSize.set(cluster, (clusterSize.get(cluster) ?? 0) + 1);
    const topic = standing && (standing.leaning ?? standing.topic);
    if (!topic) return;
    topicSize.set(topic, (topicSize.get(topic) ?? 0) + 1);
    if (cluster < 0) return;
    const key = `${cluster} ${topic}`;
    const curated = known.get(topic)?.curated ?? false;
    const pair = shared.get(key) ?? { cluster, topic, count: 0, curated, first: i };
    pair.count++;
    shared.set(key, pair);
  });

  const inherited = new Map<number, string>();
  const taken = new Set<string>();
  const strongest = [...shared.values()].sort(
    (a, b) => Number(b.curated) - Number(a.curated) || b.count - a.count || a.first - b.first,
  );
  for (const { cluster, topic, count } of strongest) {
    if (inherited.has(cluster) || taken.has(topic)) continue;
    const share = Math.max(count / topicSize.get(topic)!, count / clusterSize.get(cluster)!);
    if (share < leastShare) continue;
    inherited.set(cluster, topic);
    taken.add(topic);
  }

  const first = new Map<number, number>();
  run.clusters.forEach((cluster, i) => {
    if (cluster >= 0 && !inherited.has(cluster) && !first.has(cluster)) first.set(cluster, i);
  });
  for (const [cluster, topic] of returned(run, [...first.keys()], taken)) inherited.set(cluster, topic);
  for (const [cluster, i] of first) if (!inherited.has(cluster)) inherited.set(cluster, run.newId(i));
  return inherited;
}

/**
 * Clusters that take up a topic which had left the window: closer to it than any two topics of today are to one
 * another, which are known to be distinct.
 */
function returned(run: Run, clusters: readonly number[], taken: ReadonlySet<string>): Map<number, string> {
  const present = new Set(run.previous.map((standing) => standing?.topic));
  const comparable = run.topics.filter((topic) => topic.centroid.length === run.vectors.columns);
  const gone = comparable.filter((topic) => !present.has(topic.id) && !taken.has(topic.id));
  const live = comparable.filter((topic) => present.has(topic.id)).map((topic) => topic.centroid);
  const found = new Map<number, string>();
  if (gone.length === 0 || live.length < 2 || clusters.length === 0) return found;
  let distinct = -1;
  for (let i = 0; i < live.length; i++)
    for (let j = 0; j < i; j++) distinct = Math.max(distinct, dot(live[i]!, live[j]!));
  const centroids = centroidsOf(run.vectors, run.clusters);
  const pairs = clusters.flatMap((cluster) =>
    gone.map((topic) => ({
      cluster,
      topic: topic.id,
      similarity: dot(centroids.get(cluster)!, topic.centroid),
    })),
  );
  const used = new Set<string>();
  for (const { cluster, topic, similarity } of pairs.sort((a, b) => b.similarity - a.similarity)) {
    if (similarity <= distinct) break;
    if (found.has(cluster) || used.has(topic)) continue;
    found.set(cluster, topic);
    used.add(topic);
  }
  return found;
}

/** The mean direction of each group's rows, as unit vectors; `null` and -1 are no group. */
export function centroidsOf<T extends string | number>(
  vectors: Matrix,
  groups: ArrayLike<T | null>,
): Map<T, Float32Array> {
  const numbers = new Map<T | null, number>();
  for (const group of Array.from(groups))
    if (group !== null && group !== -1 && !numbers.has(group)) numbers.set(group, numbers.size);
  const sums = zeros(numbers.size, vectors.columns);
  for (let i = 0; i < groups.length; i++) {
    const number = numbers.get(groups[i]!);
    if (number === undefined) continue;
    const sum = row(sums, number);
    const vector = row(vectors, i);
    for (let j = 0; j < sum.length; j++) sum[j]! += vector[j]!;
  }
  normalizeRows(sums);
  return new Map([...numbers].map(([group, number]) => [group as T, row(sums, number)]));
}
