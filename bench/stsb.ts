// How well `local` tells what is similar: against people's judgement of sentence pairs (STS-B, Spearman), and by
// whether a chat message's five nearest share its topic. Beside it, each half alone, and TF-IDF.
// Usage: node bench/stsb.ts [FOLDER OF DATA, ../shared/data by default]
import { join } from 'node:path';
import { precisionAt } from '../src/compare/precision.ts';
import { LocalEmbedder } from '../src/embed/local.ts';
import { normalise } from '../src/embed/unit.ts';
import { readRows } from './rows.ts';
import { dot, spearman } from './similarity-metrics.ts';

const data = process.argv[2] ?? '../shared/data';
const pairs = await readRows<{ a: string; b: string; score: number }>(
  join(data, 'pairs/stsb_en_train_dev.jsonl'),
);
const week = await readRows<{ text: string; label: string }>(join(data, 'topics/zulip_lean_week.jsonl'));

const embedder = new LocalEmbedder();
const half = (from: number) => (vectors: Float32Array[]) =>
  vectors.map((v) => normalise(v.slice(from, from + embedder.dimensions / 2)));
const views: Record<string, (vectors: Float32Array[]) => Float32Array[]> = {
  local: (vectors) => vectors,
  'sentence half (USE) alone': half(0),
  'lexical half alone': half(embedder.dimensions / 2),
};
const [a, b, messages] = [
  await embedder.embed(pairs.map((pair) => pair.a)),
  await embedder.embed(pairs.map((pair) => pair.b)),
  await embedder.embed(week.map((row) => row.text)),
];
await embedder.close();

const judged = pairs.map((pair) => pair.score);
const labels = week.map((row) => row.label);
const table = Object.entries(views).map(([name, view]) => {
  const [x, y, z] = [view(a), view(b), view(messages)];
  return row(
    name,
    x.map((v, i) => dot(v, y[i]!)),
    (i, j) => dot(z[i]!, z[j]!),
  );
});
const sentences = tfIdf(pairs.flatMap((pair) => [pair.a, pair.b]));
table.push(
  row(
    'TF-IDF',
    pairs.map((_, i) => sentences(2 * i, 2 * i + 1)),
    tfIdf(week.map((row) => row.text)),
  ),
);
console.log(
  `STS-B: Spearman over ${pairs.length} pairs; zulip_lean_week: precision@5 over ${week.length} messages`,
);
console.table(table);

function row(embedder: string, ofPairs: number[], ofMessages: (i: number, j: number) => number) {
  return {
    embedder,
    'STS-B': spearman(ofPairs, judged).toFixed(3),
    'precision@5': precisionAt(5, labels, ofMessages).toFixed(3),
  };
}

/** Similarity by words, weighed by how few of these very texts hold them: it knows the corpus, which `local` does not. */
function tfIdf(texts: readonly string[]): (i: number, j: number) => number {
  const words = texts.map((text) => text.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? []);
  const documents = new Map<string, number>();
  for (const word of words.flatMap((list) => [...new Set(list)]))
    documents.set(word, (documents.get(word) ?? 0) + 1);
  const vectors = words.map((list) => {
    const vector = new Map<string, number>();
    for (const word of list)
      vector.set(word, (vector.get(word) ?? 0) + Math.log(texts.length / documents.get(word)!));
    const length = Math.hypot(...vector.values()) || 1;
    return new Map([...vector].map(([word, weight]) => [word, weight / length]));
  });
  return (i, j) => {
    let sum = 0;
    for (const [word, weight] of vectors[i]!) sum += weight * (vectors[j]!.get(word) ?? 0);
    return sum;
  };
}
