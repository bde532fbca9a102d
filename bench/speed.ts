// How long clustering takes: CPU time and memory of findClusters on lone messages (the dearest case: as many units as
// messages), against ml-kmeans on the full vectors, 10 rounds, in the same run.
// Usage: node bench/speed.ts [MESSAGES… , 1000 5000 20000 by default]
import { findClusters } from '../src/topics/cluster.ts';
import { normalizeRows, row, zeros } from '../src/topics/matrix.ts';
import { plainKMeans } from './k-means.ts';

const counts = process.argv.slice(2).map(Number);
const columns = 1024;
const dearest = 20_000; // beyond, the baseline takes minutes and gigabytes

const table = [];
for (const count of counts.length > 0 ? counts : [1000, 5000, 20_000]) {
  const topics = Math.round(Math.sqrt(count) / 2);
  const { vectors, texts } = madeUp(count, topics);
  const messages = texts.map((text, i) => ({
    id: `${i}`,
    channel: 'c',
    author: `${i % 50}`,
    ts: i,
    text,
  }));
  let clusters = 0;
  const ours = seconds(() => {
    clusters = new Set(findClusters(messages, vectors, Int32Array.from(messages.keys()))).size;
  });
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  const theirs = count <= dearest ? seconds(() => plainKMeans(vectors, topics)) : undefined;
  table.push({
    messages: count,
    'findClusters, s CPU': ours.toFixed(2),
    'ml-kmeans, s CPU': theirs?.toFixed(2) ?? '-',
    ratio: theirs ? (theirs / ours).toFixed(1) : '-',
    'peak MB so far (before ml-kmeans)': peak,
    clusters,
  });
}
console.table(table);

function seconds(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** Vectors around as many directions as there are topics, and texts of ten words, one of them the topic's; the same each time. */
function madeUp(count: number, topics: number) {
  let state = 1;
  const random = () => {
    state = Math.imul(state, 1664525) + 1013904223;
    return (state >>> 0) / 2 ** 32 - 0.5;
  };
  const centres = zeros(topics, columns);
  for (let i = 0; i < centres.data.length; i++) centres.data[i] = random();
  const vectors = zeros(count, columns);
  const texts: string[] = [];
  for (let i = 0; i < count; i++) {
    const topic = Math.floor((random() + 0.5) ** 2 * topics);
    const centre = row(centres, topic);
    const others = Array.from({ length: 9 }, () => `word${Math.floor((random() + 0.5) ** 2 * 20_000)}`);
    texts.push([`topic${topic}`, ...others].join(' '));
    const vector = row(vectors, i);
    for (let j = 0; j < columns; j++) vector[j] = 0.4 * centre[j]! + random();
  }
  return { vectors: normalizeRows(vectors), texts };
}
