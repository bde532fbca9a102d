// Do names without a model say what people would say? Compares them with the titles that people typed: a name hits
// where it has a word of content (no stop word, inflections folded) in common with the title of most of its messages.
// Baseline: the most frequent word of content. Once for the topics as people told them apart, once for those found.
// Usage: node bench/names.ts [FILE, ../shared/data/topics/zulip_lean_week.jsonl by default] [TOPICS, 30 by default]
import { existsSync, readFileSync } from 'node:fs';
import { stemmer } from 'stemmer';
import { LocalEmbedder } from '../src/embed/local.ts';
import { keyphrases } from '../src/label/keywords.ts';
import { keywordLabeller } from '../src/label/open.ts';
import { stopWordsFor } from '../src/label/stopwords.ts';
import { findClusters } from '../src/topics/cluster.ts';
import { findConversations } from '../src/topics/conversations.ts';
import { zeros } from '../src/topics/matrix.ts';

interface Row {
  id: string;
  /** `stream>topic`, or else `channel` and `topic`. */
  label?: string;
  channel?: string;
  topic?: string;
  ts: number;
  text: string;
  user: string;
}

const [file = '../shared/data/topics/zulip_lean_week.jsonl', wanted = '30'] = process.argv.slice(2);
if (!existsSync(file)) {
  console.error(
    `There is no ${file}. Give the path of a JSONL file with id, label, ts, text and user in each line.`,
  );
  process.exit(2);
}
const rows = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row)
  .sort((a, b) => a.ts - b.ts);
const titleOf = (row: Row) => row.label?.replace(/^.*?>/, '') ?? row.topic ?? '';
const channelOf = (row: Row) => row.label?.replace(/>.*/, '') ?? row.channel ?? '';

const stopWords = stopWordsFor([]);
/** Plain words, so that the judge does not share the labeller's notion of a word. */
const contentOf = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => !stopWords.has(word) && /\p{L}/u.test(word))
    .map((word) => stemmer(word));

function mostFrequent<T>(values: Iterable<T>): T | undefined {
  const counts = Map.groupBy(values, (value) => value);
  return [...counts].sort((a, b) => b[1].length - a[1].length)[0]?.[0];
}

/** Names the topics, all side by side as in a run, and prints the largest next to their titles. */
async function judge(heading: string, groups: Iterable<Row[]>) {
  const topics = [...groups].sort((a, b) => b.length - a.length);
  const keywords = keyphrases(
    topics.map((topic) => topic.map((row) => row.text)),
    { exclude: [...new Set(rows.map((row) => row.user))] },
  );
  const labels = await keywordLabeller.label(
    topics.map((topic, i) => ({
      key: String(i),
      keywords: keywords[i]!,
      exemplars: topic.map((row) => row.text),
    })),
    [],
  );
  console.log(`\n${heading}\n`);
  let hits = 0;
  let baseline = 0;
  const shown = topics.slice(0, Number(wanted));
  for (const [i, topic] of shown.entries()) {
    const title = mostFrequent(topic.map(titleOf))!;
    const content = new Set(contentOf(title));
    const hit = contentOf(labels[i]!.label).some((word) => content.has(word));
    const frequent = mostFrequent(topic.flatMap((row) => contentOf(row.text)))!;
    if (hit) hits++;
    if (content.has(frequent)) baseline++;
    console.log(
      `${hit ? '+' : ' '} ${String(topic.length).padStart(4)}  ${title.slice(0, 48).padEnd(48)}  ${labels[i]!.label}`,
    );
  }
  const share = (n: number) => `${n} of ${shown.length} (${Math.round((n / shown.length) * 100)}%)`;
  console.log(`\nhits: ${share(hits)}; most frequent word: ${share(baseline)}`);
}

await judge(
  'Topics as people told them apart',
  Map.groupBy(rows, (row) => row.label ?? `${row.channel}>${row.topic}`).values(),
);

const embedder = new LocalEmbedder();
const vectors = zeros(rows.length, embedder.dimensions);
for (const [i, vector] of (await embedder.embed(rows.map((row) => row.text))).entries())
  vectors.data.set(vector, i * vectors.columns);
await embedder.close();
const messages = rows.map((row) => ({
  id: row.id,
  channel: channelOf(row),
  author: row.user,
  authorName: row.user,
  ts: row.ts * 1000,
  text: row.text,
}));
const conversations = findConversations(messages, vectors);
const clusters = findClusters(messages, vectors, conversations);
const found = Map.groupBy(rows.keys(), (i) => clusters[i]!);
found.delete(-1);
await judge(
  'Topics found',
  [...found.values()].map((indices) => openersFirst(indices).map((i) => rows[i]!)),
);

/** The messages of a topic, first those that opened its conversations, the largest conversation's before all. */
function openersFirst(indices: readonly number[]): number[] {
  const inside = Map.groupBy(indices, (i) => conversations[i]!);
  const openers = [...inside.values()].sort((a, b) => b.length - a.length).map((messages) => messages[0]!);
  return [...new Set([...openers, ...indices])];
}
