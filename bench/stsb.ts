// How well `local` tells what is similar: against people's judgement of sentence pairs (STS-B, Spearman), and by
// whether a chat message's five nearest share its topic. Beside it, each half alone, and TF-IDF.
// Usage: node bench/stsb.ts [FOLDER OF DATA, ../shared/data by default]
import { join } from 'node:path';
import { LocalEmbedder } from '../src/embed/local.ts';
import { normalise } from '../src/embed/unit.ts';
import { readRows } from './rows.ts';
import { dot, precisionAt, spearman } from './similarity-metrics.ts';

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
const agreement = (x: Float32Array[], y: Float32Array[]) =>
  spearman(
    x.map((v, i) => dot(v, y[i]!)),
    judged,
  );
const neighbours = (vectors: Float32Array[]) =>
  precisionAt(
    5,
    vectors,
    week.map((row) => row.label),
  );
const table = Object.entries(views).map(([name, view]) => [
  name,
  agreement(view(a), view(b)),
  neighbours(view(messages)),
]);
const both = tfIdf(pairs.flatMap((pair) => [pair.a, pair.b]));
const [even, odd] = [0, 1].map((rest) => both.filter((_, i) => i % 2 === rest));
table.push(['TF-IDF', agreement(even!, odd!), neighbours(tfIdf(week.map((row) => row.text)))]);

console.log(
  `STS-B: Spearman over ${pairs.length} pairs; zulip_lean_week: precision@5 over ${week.length} messages`,
);
console.table(
  table.map(([embedder, stsb, precision]) => ({
    embedder,
    'STS-B': (stsb as number).toFixed(3),
    'precision@5': (precision as number).toFixed(3),
  })),
);

/** Words weighed by how few of these very texts hold them: it knows the whole corpus, which `local` does not. */
function tfIdf(texts: readonly string[]): Float32Array[] {
  const words = texts.map((text) => text.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? []);
  const documents = new Map<string, number>();
  for (const list of words)
    for (const word of new Set(list)) documents.set(word, (documents.get(word) ?? 0) + 1);
  const columns = new Map([...documents.keys()].map((word, i) => [word, i]));
  return words.map((list) => {
    const vector = new Float32Array(columns.size);
    for (const word of list) vector[columns.get(word)!]! += Math.log(texts.length / documents.get(word)!);
    return normalise(vector);
  });
}
