// Does searching by meaning and by keyword together find more than either alone? Precision at 5, half by half: whatever
// was chosen was chosen on the first half. Usage: node --import ./src/quick-imports.ts bench/hybrid.ts [DATA, ../shared/data by default]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collect } from '../src/collect/collect.ts';
import { loadCalibration } from '../src/similar/calibrate.ts';
import type { Reach } from '../src/similar/candidates.ts';
import { byKeywords } from '../src/similar/keywords.ts';
import { nearest } from '../src/similar/nearest.ts';
import { retrieval } from '../src/similar/retrieval.ts';
import { search } from '../src/similar/search.ts';
import { keywordsOf } from '../src/similar/terms.ts';
import { openStore } from '../src/store/store.ts';
import { writeVectors } from '../src/store/vectors.ts';
import { row } from '../src/topics/matrix.ts';
import { operator } from '../src/viewer.ts';
import { readRows } from './rows.ts';
import { embedTexts } from './vectors.ts';

interface Row {
  text: string;
  label?: string;
}
/** What is looked for, and which messages are right: by their place, without the one that the query was drawn from. */
interface Query {
  text: string;
  /** Place of the message whose vector is the query's, where the query is that message. */
  self?: number;
  right: ReadonlySet<number>;
}

const [data = '../shared/data'] = process.argv.slice(2);
/** So many queries of each kind at most, evenly spread. */
const MOST = 240;
const TOP = 5;
const embedderId = 'bench';
const folder = await mkdtemp(join(tmpdir(), 'hubbub-bench-'));
const store = await openStore({ dataDir: folder, databaseUrl: process.env.DATABASE_URL });

const week = await readRows<Row>(`${data}/topics/zulip_lean_week.jsonl`);
const month = await readRows<Row>(`${data}/stream/zulip_lean_month.jsonl`);
const titles = spread(await readRows<Row>(`${data}/topics/stackoverflow20.jsonl`), 4_000);

console.log('                                      queries   vector  keyword   hybrid');
await measure('messages of zulip_lean_week, by topic', week, byLabel(week));
await measure('stackoverflow20, by tag', titles, byLabel(titles));
const codes = codesOf(month);
await measure(
  'codes alone, zulip_lean_month',
  month,
  codes.map(({ code, right }) => ({ text: code, right })),
);
await measure(
  'sentences with a code, zulip_lean_month',
  month,
  codes.flatMap(({ code, right }) => inSentence(code, right)),
);
await store.close();
await rm(folder, { recursive: true });

async function measure(name: string, rows: readonly Row[], all: readonly Query[]): Promise<void> {
  const workspace = `bench:${name}`;
  const queries = spread(all, MOST);
  const vectors = await embedTexts(rows.map(({ text }) => text));
  await fill(workspace, rows, (i) => row(vectors, i));
  const asked = await embedTexts(queries.map(({ text }) => text));
  const calibration = await loadCalibration(store, workspace, embedderId);
  const found: Record<'vector' | 'keyword' | 'hybrid', number[]> = { vector: [], keyword: [], hybrid: [] };
  for (const [q, { text, self, right }] of queries.entries()) {
    const vector = `[${row(asked, q).join()}]`;
    const reach: Reach = {
      ...{
        store,
        embedder: { id: embedderId, dimensions: vectors.columns },
        viewer: operator(workspace),
        narrowing: {},
      },
      except: self === undefined ? [] : [`m${self}`],
    };
    const keywords = keywordsOf(text);
    const required = await retrieval(store, keywords);
    const precision = (results: readonly { id: string }[]) => {
      const hits = results.slice(0, TOP).filter(({ id }) => right.has(Number(id.slice(1)))).length;
      return hits / Math.min(TOP, right.size);
    };
    found.vector.push(precision(await nearest(reach, vector, TOP, rows.length)));
    found.keyword.push(
      keywords.length > 0
        ? precision(await byKeywords(reach, vector, keywords, required, rows.length, TOP))
        : 0,
    );
    const { found: both } = await search(reach, { text, vector }, calibration, rows.length, {
      limit: TOP,
      apart: true,
    });
    found.hybrid.push(precision(both));
  }
  for (const half of [0, 1]) {
    const mine = (numbers: readonly number[]) => numbers.filter((_, i) => i % 2 === half);
    const cells = [found.vector, found.keyword, found.hybrid].map((all) =>
      mean(mine(all)).toFixed(3).padStart(8),
    );
    const size = mine(found.hybrid).length;
    console.log(
      `${`${name}, ${half ? 'second' : 'first'} half`.padEnd(52)} ${String(size).padStart(5)} ${cells.join(' ')}`,
    );
  }
}

async function fill(
  workspace: string,
  rows: readonly Row[],
  vectorOf: (i: number) => Float32Array,
): Promise<void> {
  for (let start = 0; start < rows.length; start += 500) {
    const slice = rows.slice(start, start + 500).map(({ text }, k) => ({ text, i: start + k }));
    const messages = slice.map(({ text, i }) => ({
      ...{ workspace, channel: 'c', id: `m${i}`, author: 'a', ts: i * 60_000, text },
    }));
    await collect(store, messages);
    const { rows: hashes } = await store.pool.query<{ id: string; hash: string }>(
      'select id, content_hash as hash from message where workspace = $1 and id = any($2)',
      [workspace, messages.map(({ id }) => id)],
    );
    await writeVectors(
      store,
      workspace,
      embedderId,
      hashes.map(({ id, hash }) => ({ id, contentHash: hash, vector: vectorOf(Number(id.slice(1))) })),
    );
  }
}

/** Every message of some length asks for others of its label, where there are enough. */
function byLabel(rows: readonly Row[]): Query[] {
  const groups = Map.groupBy(rows.keys(), (i) => rows[i]!.label);
  return [...rows.entries()].flatMap(([i, { text, label }]) => {
    const right = new Set(groups.get(label));
    right.delete(i);
    return text.length >= 20 && right.size >= TOP ? [{ text, self: i, right }] : [];
  });
}

/** Names as programs have them that 2 to 20 messages contain, and in which: `snake_case`, `a.b`, `camelCase`, `e404`. */
function codesOf(rows: readonly Row[]): { code: string; right: Set<number> }[] {
  const shape = /[A-Za-z][\w.:']*(?:[_.:]+\w+|[a-z][A-Z]\w*|\d\w*)[\w']*/g;
  const holders = new Map<string, Set<number>>();
  for (const [i, { text }] of rows.entries())
    for (const [code] of text.replace(/https?:\S+/g, ' ').matchAll(shape))
      if (code.length >= 6) holders.set(code, (holders.get(code) ?? new Set()).add(i));
  return [...holders]
    .map(([code, right]) => ({ code, right }))
    .filter(({ right }) => right.size >= 2 && right.size <= 20);
}

/** The sentence of the first message that has the code asks for the others. */
function inSentence(code: string, holders: ReadonlySet<number>): Query[] {
  const [self, ...others] = holders;
  const sentences = month[self!]!.text.split(/(?<=[?!.])\s|\n/);
  const text = sentences.find((sentence) => sentence.includes(code))?.trim();
  return text && text.length <= 300 && text.length > 2 * code.length
    ? [{ text, self, right: new Set(others) }]
    : [];
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0) / numbers.length;
}

function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]!);
}
