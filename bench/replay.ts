// How steady topics are while a chat goes on: messages arrive in time order, and a run follows every STEP of them.
// Usage: node bench/replay.ts [FILE, ../shared/data/stream/zulip_lean_month.jsonl by default]
//   [--window 3000] [--step 200] [--runs all] [--baseline 12: every n-th run is compared with cold k-means and cold clusters, which is slow; 0 for none]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { kmeans } from 'ml-kmeans';
import { collect } from '../src/collect/collect.ts';
import { adjustedMutualInformation, adjustedRand } from '../src/compare/metrics.ts';
import { fillEmbeddings } from '../src/embed/fill.ts';
import { keywordLabeller } from '../src/label/open.ts';
import { openStore } from '../src/store/store.ts';
import { loadTopics } from '../src/store/topics.ts';
import { findClusters } from '../src/topics/cluster.ts';
import { findConversations } from '../src/topics/conversations.ts';
import { refreshTopics } from '../src/topics/refresh.ts';
import { loadWindow, type Window } from '../src/topics/window.ts';
import { readStream } from './stream.ts';
import { recordedEmbedder } from './vectors.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    window: { type: 'string', default: '3000' },
    step: { type: 'string', default: '200' },
    runs: { type: 'string', default: '1000' },
    baseline: { type: 'string', default: '12' },
  },
});
const [size, step, runs, every] = [values.window, values.step, values.runs, values.baseline].map(Number) as [
  number,
  number,
  number,
  number,
];

const workspace = 'bench:replay';
const { messages, truth } = readStream(
  positionals[0] ?? '../shared/data/stream/zulip_lean_month.jsonl',
  workspace,
);
const folder = mkdtempSync(join(tmpdir(), 'hubbub-bench-'));
const store = await openStore({ dataDir: folder });
const embedder = await recordedEmbedder(messages.map((message) => message.text));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

interface State {
  topics: Map<string, string | null>;
  labels: Map<string, string>;
}

const sums = new Map<string, { total: number; count: number }>();
function note(name: string, value: number): void {
  const sum = sums.get(name) ?? { total: 0, count: 0 };
  sums.set(name, { total: sum.total + value, count: sum.count + 1 });
}
const mean = (name: string) => (sums.get(name)?.total ?? 0) / (sums.get(name)?.count ?? 1);

let before: State | undefined;
let events: { kind: string; count: number }[] = [];
let done = 0;
for (let end = Math.min(size, messages.length); end <= messages.length && done < runs; end += step, done++) {
  for (let i = done === 0 ? 0 : end - step; i < end; i += 500)
    await collect(store, messages.slice(i, Math.min(i + 500, end)));
  await fillEmbeddings(store, embedder, workspace);
  const seconds = await timed(() => refreshTopics(store, embedder.id, keywordLabeller, workspace, { size }));
  note(done === 0 ? 'first run' : 'later run', seconds);
  const window = await loadWindow(store, workspace, embedder.id, size);
  const now = await stateOf(window);
  if (before) compare(before, now);
  console.error(
    `run ${done + 1}: ${seconds.toFixed(1)} s, churn so far ${(100 * mean('churn')).toFixed(1)} %`,
  );
  score('Hubbub', window, now.topics);
  if (every > 0 && done % every === 0) baselines(window, now);
  before = now;
}
events = (
  await store.pool.query(
    'select kind, count(*)::int from topic_event where run > 1 group by kind order by kind',
  )
).rows;
await embedder.close();
await store.close();
report();

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function stateOf(window: Window): Promise<State> {
  const { rows } = await store.pool.query<{ message: string; topic: string | null }>(
    'select message, topic from topic_member where workspace = $1',
    [workspace],
  );
  const all = new Map(rows.map((row) => [row.message, row.topic]));
  const labels = new Map((await loadTopics(store, workspace)).map((topic) => [topic.id, topic.label]));
  return { topics: new Map(window.messages.map(({ id }) => [id, all.get(id) ?? null])), labels };
}

/** What a run changed for the messages that the run before it had seen too. */
function compare(old: State, now: State): void {
  const common = [...now.topics].filter(([id]) => old.topics.has(id));
  note('churn', common.filter(([id, topic]) => topic !== old.topics.get(id)).length / common.length);
  // Live: with messages in both windows. Its id is kept if it still holds any of them.
  const live = new Set(common.flatMap(([id]) => old.topics.get(id) ?? []));
  const kept = new Set(now.topics.values());
  note('ids kept', [...live].filter((id) => kept.has(id)).length / live.size);
  const both = [...live].filter((id) => kept.has(id));
  const renamed = both.filter((id) => old.labels.get(id) !== now.labels.get(id));
  for (const id of renamed) {
    const [was, is] = [old, now].map((state) => [...state.topics].filter(([, topic]) => topic === id));
    const stayed = was!.filter(([message]) => now.topics.get(message) === id).length;
    console.error(
      `  renamed: ${old.labels.get(id)} -> ${now.labels.get(id)} (${was!.length} messages, ${stayed} stayed, now ${is!.length})`,
    );
  }
  note('labels changed', renamed.length / both.length);
  note('live topics', live.size);
}

function score(
  name: string,
  { messages: inside }: Window,
  topics: ReadonlyMap<string, unknown> | ArrayLike<unknown>,
): void {
  const found =
    topics instanceof Map ? inside.map(({ id }) => topics.get(id)) : Array.from(topics as ArrayLike<unknown>);
  const real = inside.map(({ id }) => truth.get(id)!);
  note(`${name} AMI`, adjustedMutualInformation(real, found));
  note(`${name} ARI`, adjustedRand(real, found));
}

/** The window without its newest messages, and without its oldest, each clustered from nothing. */
function baselines(window: Window, now: State): void {
  const k = new Set(window.messages.map(({ id }) => truth.get(id))).size;
  const [half, later] = [0, step].map((from) => ({
    messages: window.messages.slice(from, window.messages.length - step + from),
    points: rowsOf(window, from, window.messages.length - step + from),
  })) as [
    { messages: Window['messages']; points: number[][] },
    { messages: Window['messages']; points: number[][] },
  ];
  const [old, fresh] = [half, later].map(({ points }, i) => {
    const start = performance.now();
    // Spread over time, because its own k-means++ takes longer than the clustering.
    const initialization = Array.from({ length: k }, (_, c) => points[Math.floor((c * points.length) / k)]!);
    const found = kmeans(points, k, { initialization, maxIterations: 10 }).clusters;
    if (i > 0) note('k-means seconds', (performance.now() - start) / 1000);
    return found;
  }) as [number[], number[]];
  note('k-means churn', churnOf(old.slice(step), fresh.slice(0, -step)));
  const before = coldClusters(window, 0, window.messages.length - step);
  const after = coldClusters(window, step, window.messages.length);
  note('cold clusters churn', churnOf(before.clusters.slice(step), after.clusters.slice(0, -step)));

  const part = { ...window, messages: later.messages };
  score('k-means', part, fresh);
  score('cold clusters', part, after.clusters);
  score('conversations', part, after.conversations);
  score('Hubbub, same messages', part, now.topics);
}

function coldClusters({ messages: all, vectors }: Window, from: number, to: number) {
  const { columns } = vectors;
  const part = { data: vectors.data.slice(from * columns, to * columns), rows: to - from, columns };
  const inside = all.slice(from, to);
  const conversations = findConversations(inside, part);
  return { conversations: [...conversations], clusters: [...findClusters(inside, part, conversations)] };
}

function rowsOf({ vectors: { data, columns } }: Window, from: number, to: number): number[][] {
  return Array.from({ length: to - from }, (_, i) => [
    ...data.subarray((from + i) * columns, (from + i + 1) * columns),
  ]);
}

/** Share of items whose group changed after the best greedy one-to-one matching of the groups. */
function churnOf(old: readonly number[], fresh: readonly number[]): number {
  const shared = new Map<string, { a: number; b: number; count: number }>();
  old.forEach((a, i) => {
    const b = fresh[i]!;
    const pair = shared.get(`${a} ${b}`) ?? { a, b, count: 0 };
    pair.count++;
    shared.set(`${a} ${b}`, pair);
  });
  const [usedA, usedB] = [new Set<number>(), new Set<number>()];
  let same = 0;
  for (const { a, b, count } of [...shared.values()].sort((x, y) => y.count - x.count)) {
    if (usedA.has(a) || usedB.has(b)) continue;
    usedA.add(a);
    usedB.add(b);
    same += count;
  }
  return 1 - same / old.length;
}

function report(): void {
  const percent = (name: string) => (sums.has(name) ? `${(100 * mean(name)).toFixed(1)} %` : '-').padStart(8);
  const number = (name: string) => (sums.has(name) ? mean(name).toFixed(3) : '-').padStart(8);
  console.log(
    `${done} runs, one every ${step} messages over a window of ${size}; ${mean('live topics').toFixed(0)} live topics\n`,
  );
  console.log(
    `messages that change topic, of those common to two runs ${percent('churn')}   (reach: at most 8 %)`,
  );
  console.log(`  cold k-means, true number of topics, matched          ${percent('k-means churn')}`);
  console.log(`  cold clusters, matched                                ${percent('cold clusters churn')}`);
  console.log(
    `live topics that keep their id                          ${percent('ids kept')}   (reach: at least 90 %)`,
  );
  console.log(
    `labels that change, a topic and run                     ${percent('labels changed')}   (reach: at most 2 %)\n`,
  );
  console.log('quality against the titles that the writers gave, mean over the runs   AMI      ARI');
  for (const name of ['Hubbub', 'Hubbub, same messages', 'cold clusters', 'conversations', 'k-means'])
    console.log(`  ${name.padEnd(64)}${number(`${name} AMI`)} ${number(`${name} ARI`)}`);
  console.log(
    `\nfirst run ${mean('first run').toFixed(2)} s; a later one ${mean('later run').toFixed(2)} s, so ${(mean('later run') / mean('first run')).toFixed(2)} of it; k-means alone ${mean('k-means seconds').toFixed(2)} s`,
  );
  console.log(
    `events after the first run: ${events.map(({ kind, count }) => `${count} ${kind}`).join(', ')}`,
  );
}
