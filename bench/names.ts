// Do names without a model say what people would say? Compares them with the titles that people typed: a name hits
// where it has a word of content (no stop word, inflections folded) in common with the title of most of its messages.
// Baseline: the most frequent word of content. Once for the topics as people told them apart, once for those found.
// Usage: node bench/names.ts [FILE, ../shared/data/topics/zulip_lean_week.jsonl by default] [TOPICS, 30 by default]
//   [FROM, a day: messages of earlier ones are left out] [TO, the day before which it ends]
import { existsSync, readFileSync } from 'node:fs';
import { stemmer } from 'stemmer';
import { keywordLabeller } from '../src/label/open.ts';
import { stopWordsFor } from '../src/label/stopwords.ts';
import type { TopicMember } from '../src/store/topics.ts';
import { findClusters } from '../src/topics/cluster.ts';
import { findConversations } from '../src/topics/conversations.ts';
import { keywordsOf } from '../src/topics/keywords.ts';
import { nameTopics } from '../src/topics/naming.ts';
import { embedTexts } from './vectors.ts';

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

const [file = '../shared/data/topics/zulip_lean_week.jsonl', wanted = '30', from = '1970', to = '9999'] =
  process.argv.slice(2);
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
  .filter(({ ts }) => ts * 1000 >= Date.parse(from) && ts * 1000 < Date.parse(to))
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

const messages = rows.map((row) => ({
  id: row.id,
  channel: channelOf(row),
  author: row.user,
  authorName: row.user,
  ts: row.ts * 1000,
  text: row.text,
  contentHash: row.text,
}));
const vectors = await embedTexts(rows.map((row) => row.text));
const conversations = findConversations(messages, vectors);
const clusters = findClusters(messages, vectors, conversations);
/** Names the topics as a run does, and prints the largest next to the titles that people gave them. */
async function judge(heading: string, topicOf: (i: number) => string | null) {
  const members = rows.map(
    (_, i) => ({ topic: topicOf(i), conversation: String(conversations[i]) }) as TopicMember,
  );
  const topics = Map.groupBy(rows.keys(), (i) => members[i]!.topic);
  topics.delete(null);
  const keywords = keywordsOf({ messages }, members, new Set(topics.keys()));
  const naming = await nameTopics(
    keywordLabeller,
    { messages, vectors },
    members,
    [],
    keywords,
    new Set(),
    new Set(),
  );
  console.log(`\n${heading}\n`);
  let hits = 0;
  let baseline = 0;
  const shown = [...topics].sort((a, b) => b[1].length - a[1].length).slice(0, Number(wanted));
  for (const [id, inside] of shown) {
    const title = mostFrequent(inside.map((i) => titleOf(rows[i]!)))!;
    const { label } = naming.topics.get(id!)!;
    const content = new Set(contentOf(title));
    const hit = contentOf(label).some((word) => content.has(word));
    const frequent = mostFrequent(inside.flatMap((i) => contentOf(rows[i]!.text)))!;
    if (hit) hits++;
    if (content.has(frequent)) baseline++;
    console.log(
      `${hit ? '+' : ' '} ${String(inside.length).padStart(4)}  ${title.slice(0, 48).padEnd(48)}  ${label}`,
    );
  }
  const share = (n: number) => `${n} of ${shown.length} (${Math.round((n / shown.length) * 100)}%)`;
  console.log(`\nhits: ${share(hits)}; most frequent word: ${share(baseline)}`);
}

await judge('Topics as people told them apart', (i) => `${channelOf(rows[i]!)}>${titleOf(rows[i]!)}`);
await judge('Topics found', (i) => (clusters[i]! < 0 ? null : String(clusters[i])));
