import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { teamChat } from '../../test/team-chat.ts';
import { collect } from '../collect/collect.ts';
import { loadConfig } from '../config.ts';
import { fillEmbeddings } from '../embed/fill.ts';
import { assemble, type Hubbub } from '../hubbub.ts';
import { refreshTopics } from '../topics/refresh.ts';
import { operator, type Viewer } from '../viewer.ts';
import type { Part, Reply } from './reply.ts';
import { runCommand } from './run.ts';

const workspace = 'jsonl:team';
const everybody = operator(workspace);
const officeOnly: Viewer = { workspace, channels: new Set(['office']) };
let dataDir: string;
let hubbub: Hubbub;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hubbub-test-'));
  hubbub = assemble(loadConfig({ HUBBUB_DATA_DIR: dataDir }));
  const store = await hubbub.store();
  const embedder = await hubbub.embedder();
  const rows = teamChat().map(({ user, ts, ...row }) => ({
    ...row,
    workspace,
    channelName: row.channel,
    author: user,
    ts: Date.parse(ts),
  }));
  await collect(store, rows);
  await fillEmbeddings(store, embedder, workspace);
  await refreshTopics(store, embedder.id, await hubbub.labeller(), workspace);
});
afterAll(async () => {
  await hubbub.close();
  await rm(dataDir, { recursive: true });
});

const run = (line: string, viewer = everybody) => runCommand(hubbub, viewer, line);
const part = <K extends Part['kind']>({ parts }: Reply, kind: K) =>
  parts.find((p): p is Extract<Part, { kind: K }> => p.kind === kind)!;

test('/topics shows who, where and what a topic sounds like', async () => {
  const { topics } = part(await run('/topics'), 'topics');
  const printer = topics.find((topic) => topic.quotes.some(({ text }) => text.includes('printer')))!;
  expect(printer.channels).toEqual(['office']);
  expect(printer.people.toSorted()).toEqual(['Ada', 'Bo', 'Cleo']);
  expect(printer.activity.reduce((a, b) => a + b)).toBe(printer.size);
});

test('/topics takes a channel and a time', async () => {
  const { topics } = part(await run('/topics --channel #code --since 7d'), 'topics');
  expect(topics.map((topic) => topic.channels)).toEqual([['code']]);
});

test('nothing from a channel that the viewer may not read is shown', async () => {
  for (const line of ['/topics', '/similar the date parser guesses the century']) {
    const reply = JSON.stringify(await run(line, officeOnly));
    expect(reply).toContain('office');
    expect(reply).not.toMatch(/"code"|Date\(|pivot|two digit/);
  }
});

test('/topics rename takes a name in quotes and one that runs to the end of the line', async () => {
  const [first] = part(await run('/topics'), 'topics').topics;
  expect((await run(`/topics rename "${first!.label}" Things that it's about`)).heading).toContain(
    "it's about",
  );
  const labels = part(await run('/topics'), 'topics').topics.map((topic) => topic.label);
  expect(labels).toContain("Things that it's about");
});

test('/similar takes any text as it is, or a message', async () => {
  const byText = part(await run(`/similar what's up with the "printer" --again?`), 'messages').messages;
  expect(byText[0]!.id).toMatch(/^printer-/);
  expect(byText[0]!.match!.why).toContain('printer');
  const byMessage = part(await run('/similar --message printer-0'), 'messages').messages;
  expect(byMessage.map((m) => m.id)).not.toContain('printer-0');
});

test.each([
  ['/bogus', 'There is no command /bogus.'],
  ['/topics --bogus', 'bogus'],
  ['/topics --since yesterday', 'yesterday'],
  ['/topics rename', 'Which topic'],
  ['/similar', 'empty'],
])('%j is answered with what is wrong and what to do', async (line, said) => {
  const reply = await run(line);
  expect(reply.heading).toContain(said);
  expect(part(reply, 'text').text).not.toBe('');
});
