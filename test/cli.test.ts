import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SimilarResult } from '../src/similar/similar.ts';
import type { TopicsResult } from '../src/topics/list.ts';
import type { WatchResult } from '../src/topics/watch.ts';
import { type Finished, hubbub } from './run.ts';
import { jsonl, teamChat } from './team-chat.ts';

// Each step is a process of its own, and a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

// From an export to topics and look-ups, as an operator at a shell would do it, step by step on one data folder.

const hostile = {
  id: 'hostile',
  channel: 'office',
  user: 'Mal\u202Elory\x1b[31m',
  ts: '2025-05-07T10:13:00Z',
  text: '\x1b[2J\x1b]0;owned\x07the picnic at the lake is \u202Edellecnac\x9b5m and moved',
};
const chat = [...teamChat(), hostile];
let folder: string;
let exported: string;
let imported: Finished;
let topics: TopicsResult;

const run = (...args: string[]) => hubbub(join(folder, 'data'), args);
async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await run(...args);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hubbub-test-'));
  exported = join(folder, 'team.jsonl');
  const lines = jsonl(chat).split('\n');
  await writeFile(exported, lines.toSpliced(3, 0, '{"id": "torn", "text": "half a li').join('\n'));
  imported = await run('import', exported);
  topics = await json('topics', '--json', '--members');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('an import says what it read and names what it could not, and keeps standard output clean', () => {
  expect(imported.code, imported.stderr).toBe(0);
  expect(imported.stdout).toBe('');
  expect(imported.stderr).toContain(`${chat.length} new messages`);
  expect(imported.stderr).toContain('team.jsonl, line 4:');
});

test('topics as JSON place every message exactly once', () => {
  expect(topics).toMatchObject({ workspace: 'jsonl:team', embedder: expect.stringMatching(/^local/) });
  expect(topics.window).toEqual({
    from: chat[0]!.ts,
    to: '2025-05-07T10:13:00.000Z',
    messages: chat.length,
  });
  const placed = [...topics.topics.flatMap((t) => t.messages!), ...topics.unsorted];
  expect(placed.toSorted()).toEqual(chat.map((m) => m.id).toSorted());
  expect(topics.topics.length).toBeGreaterThanOrEqual(2);
  for (const topic of topics.topics) {
    expect(topic.size).toBe(topic.messages!.length);
    expect(topic.label).not.toBe('');
    expect(Date.parse(topic.firstTs)).toBeLessThanOrEqual(Date.parse(topic.lastTs));
  }
});

test('topics as JSON name no members unless asked, and can be narrowed to a channel and a time', async () => {
  const narrow = await json<TopicsResult>('topics', '--json', '--channel', '#office', '--since', '1d');
  expect(narrow.window.messages).toBe(7);
  for (const topic of narrow.topics) expect(topic).not.toHaveProperty('messages');
});

test('topics for people are plain text in a pipe, with nothing in it to obey', async () => {
  const { stdout } = await run('topics');
  expect(stdout).toMatch(/^\d+ topics in 19 messages/);
  expect(stdout).toContain('#office');
  expect(stripVTControlCharacters(stdout)).toBe(stdout);
  expect(stdout).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
});

test('importing the same export again changes nothing, and a name that a person gave stays', async () => {
  const { id, label } = topics.topics.at(-1)!;
  expect((await run('topics', 'rename', label, 'Things of interest')).stdout).toContain('Things of interest');
  const again = await run('import', exported);
  expect(again.code, again.stderr).toBe(0);
  expect(again.stderr).toContain('0 new messages');
  const expected = topics.topics.map((t) => (t.id === id ? { ...t, label: 'Things of interest' } : t));
  expect(await json('topics', '--json', '--members')).toEqual({ ...topics, topics: expected });
});

test('similar as JSON finds what is meant, best first, says why, and loses nothing of a hostile text', async () => {
  const text = 'the picnic at the lake has moved';
  const answer = await run('similar', '--json', '--limit', '4', text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
  expect(answer.stdout).not.toMatch(/[\x1b\x9b\u202e]/);
  const { query, embedder, results } = JSON.parse(answer.stdout) as SimilarResult;
  expect({ query, embedder }).toEqual({ query: text, embedder: topics.embedder });
  expect(results).toHaveLength(4);
  expect(results[0]!.text).toContain('picnic');
  expect(results.find((r) => r.messageId === 'hostile')).toEqual({
    messageId: 'hostile',
    channel: 'office',
    author: hostile.user,
    ts: '2025-05-07T10:13:00.000Z',
    text: hostile.text,
    similarity: expect.any(Number),
    percentile: expect.any(Number),
    why: expect.arrayContaining(['picnic']),
    sameWords: true,
    topic: { id: expect.any(String), label: expect.stringContaining('picnic') },
    permalink: null,
  });
});

test('similar for people leaves out the message it is asked about, narrows, and neutralises hostile text', async () => {
  const inPlace = ['--channel', 'office', '--since', '30d', '--all'];
  const { stdout } = await run('similar', '--message', 'picnic-0', '--own-conversation', ...inPlace);
  expect(stdout).toContain('and moved');
  expect(stdout).not.toContain('#code');
  expect(stdout).not.toMatch(/picnic-0$/m);
  expect(stripVTControlCharacters(stdout)).toBe(stdout);
});

test('a watch gathers its examples and nothing of another kind', async () => {
  const examples = ['printer-0', 'printer-1', 'printer-2'];
  expect((await run('watch', 'add', 'Printers', '--message', ...examples)).stdout).toContain('3 examples');
  const { matches } = await json<WatchResult>('watch', 'show', 'Printers', '--json');
  const ids = matches.map((m) => m.messageId);
  expect(ids).toEqual(expect.arrayContaining(examples));
  for (const id of ids) expect(id).toMatch(/^printer-/);
});

test('doctor finds everything in order', async () => {
  const { code, stdout } = await run('doctor');
  expect(stdout).toContain('Everything is in order.');
  expect(code).toBe(0);
});
