// How well topics are told apart: findConversations and findClusters as in a run, against truth that people gave.
// AMI and ARI count all unsorted messages as one cluster, and all noise as one topic.
// Usage: node bench/clusters.ts [FOLDER OF DATA, ../shared/data by default]
import { join } from 'node:path';
import { adjustedMutualInformation, adjustedRand, vMeasure } from '../src/compare/metrics.ts';
import { findClusters } from '../src/topics/cluster.ts';
import { findConversations } from '../src/topics/conversations.ts';
import { type Matrix, normalizeRows, row, zeros } from '../src/topics/matrix.ts';
import type { WindowMessage } from '../src/topics/window.ts';
import { plainKMeans } from './k-means.ts';
import { readRows } from './rows.ts';
import { tfIdf } from './tf-idf.ts';
import { embedTexts, toMatrix } from './vectors.ts';

const data = process.argv[2] ?? '../shared/data';
const table: Record<string, string | number>[] = [];

/** Truth of a message that belongs to no topic. */
const noise = 'noise';

function score(set: string, method: string, truth: readonly string[], found: ArrayLike<number>): void {
  const labelled = [...truth.keys()].filter((i) => truth[i] !== noise);
  table.push({
    set,
    method,
    AMI: adjustedMutualInformation(truth, found).toFixed(3),
    ARI: adjustedRand(truth, found).toFixed(3),
    V: vMeasure(truth, found).toFixed(3),
    topics: new Set(Array.from(found).filter((c) => c >= 0)).size,
    truth: new Set(labelled.map((i) => truth[i])).size,
    sorted: `${Math.round((100 * labelled.filter((i) => found[i]! >= 0).length) / labelled.length)}%`,
  });
}

const timeGapOnly = (messages: readonly WindowMessage[]): Int32Array => {
  const last = new Map<string, { ts: number; number: number }>();
  let next = 0;
  return Int32Array.from(messages, ({ channel, ts }) => {
    const before = last.get(channel);
    const number = before && ts - before.ts < 30 * 60_000 ? before.number : next++;
    last.set(channel, { ts, number });
    return number;
  });
};

const half = (vectors: Matrix): Matrix => {
  const left = zeros(vectors.rows, vectors.columns / 2);
  for (let i = 0; i < left.rows; i++) row(left, i).set(row(vectors, i).subarray(0, left.columns));
  return normalizeRows(left);
};

interface ChatRow {
  id: string;
  channel?: string;
  user: string;
  ts: number;
  text: string;
  /** `stream>topic`. */
  label?: string;
  conversation?: string;
}

for (const path of ['topics/zulip_lean_week.jsonl', 'stream/zulip_lean_month.jsonl']) {
  const rows = await readRows<ChatRow>(join(data, path));
  rows.sort((a, b) => a.ts - b.ts || (a.id < b.id ? -1 : 1));
  const truth = rows.map((r) => r.label ?? r.conversation!);
  const vectors = await embedTexts(rows.map((r) => r.text));
  const given = rows.map(
    (r, i): WindowMessage => ({
      id: r.id,
      channel: r.channel ?? truth[i]!.split('>')[0]!,
      author: r.user,
      authorName: r.user,
      ts: r.ts * 1000,
      text: r.text,
    }),
  );
  for (const blind of [false, true]) {
    const set = `${path.replace(/.*\/|\.jsonl/g, '')}${blind ? ', one channel' : ''}`;
    const messages = blind ? given.map((m) => ({ ...m, channel: 'all' })) : given;
    const conversations = findConversations(messages, vectors);
    score(set, 'a pause of 30 minutes', truth, timeGapOnly(messages));
    score(set, 'findConversations alone', truth, conversations);
    score(set, 'findClusters, local', truth, findClusters(messages, vectors, conversations));
    if (path.startsWith('stream')) continue; // too many words and topics for the rest
    for (const [name, view] of [
      ['USE half', half(vectors)],
      ['TF-IDF', toMatrix(tfIdf(rows.map((r) => r.text)))],
    ] as const)
      score(
        set,
        `findClusters, ${name}`,
        truth,
        findClusters(messages, view, findConversations(messages, view)),
      );
    if (!blind) score(set, 'ml-kmeans, true k', truth, plainKMeans(vectors, new Set(truth).size));
  }
}

const titles = await readRows<{ text: string; label: string }>(join(data, 'topics/stackoverflow20.jsonl'));
const chatter = await readRows<ChatRow>(join(data, 'stream/zulip_lean_month.jsonl'));
const rooms = await readRows<ChatRow>(join(data, 'conversations/gitter_gold.jsonl'));
/** Every so many-th row, so that each label keeps its share; `start` chooses another sample. */
const sample = <T>(rows: readonly T[], count: number, start: number): T[] =>
  Array.from(
    { length: count },
    (_, i) => rows[Math.floor(((i + start) * rows.length) / count) % rows.length]!,
  );
const asNoise = (rows: readonly ChatRow[], start: number) =>
  sample(rows, 2000, start).map(({ text }) => ({ text, label: noise }));

for (const [set, lone] of [
  ['stackoverflow20, 5,000', sample(titles, 5000, 0)],
  ['3,000 with 40% noise of Zulip', [...sample(titles, 3000, 0.3), ...asNoise(chatter, 0)]],
  ['3,000 others, noise of Zulip', [...sample(titles, 3000, 0.7), ...asNoise(chatter, 0.5)]],
  ['3,000 with 40% noise of Gitter', [...sample(titles, 3000, 0.3), ...asNoise(rooms, 0)]],
] as const) {
  const texts = lone.map((r) => r.text);
  const truth = lone.map((r) => r.label);
  const vectors = await embedTexts(texts);
  const messages = texts.map((text, i) => ({ id: `${i}`, channel: 'all', author: `${i}`, ts: i, text }));
  const alone = Int32Array.from(texts.keys());
  score(set, 'each alone', truth, alone);
  score(set, 'ml-kmeans, true k', truth, plainKMeans(vectors, new Set(truth).size));
  score(set, 'findClusters, local', truth, findClusters(messages, vectors, alone));
  score(set, 'findClusters, USE half', truth, findClusters(messages, half(vectors), alone));
  score(set, 'findClusters, TF-IDF', truth, findClusters(messages, toMatrix(tfIdf(texts)), alone));
}

console.table(table);
