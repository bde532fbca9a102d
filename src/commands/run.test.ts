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
  const embedder = await hubbub.embedder(workspace);
  const rows = teamChat().map(({ user, ts, ...row }) => ({
    ...row,
    workspace,
    channelName: row.channel,
    author: user,
    ts: Date.parse(ts),
  }));
  await collect(store, rows);
  await fillEmbeddings(store, embedder, workspace);
  await refreshTopics(store, embedder.id, await hubbub.labeller(workspace), workspace);
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

test('/topics takes a channel or a time without options, and turns pages', async () => {
  const { topics } = part(await run('/topics #code 7d'), 'topics');
  expect(topics.map((topic) => topic.channels)).toEqual([['code']]);
  expect((await run('/topics office code')).heading).toContain('not a channel');
  const second = await run('/topics --page 2');
  expect(part(second, 'topics').topics).toEqual([]);
  const [previous] = part(second, 'actions').actions;
  expect(part(await run(previous!.command), 'topics').topics.length).toBeGreaterThan(0);
});

test('the messages of a topic are shown newest first, and none that the viewer may not read', async () => {
  const { topics } = part(await run('/topics'), 'topics');
  for (const topic of topics) {
    const { messages } = part(await run(topic.actions!.find(({ id }) => id === 'show')!.command), 'messages');
    expect(messages).toHaveLength(Math.min(topic.size, 10));
    expect(messages.map(({ ts }) => ts)).toEqual(messages.map(({ ts }) => ts).toSorted((a, b) => b - a));
  }
  const hidden = topics.find(({ channels }) => channels.includes('code'))!;
  expect((await run(`/topics show ${hidden.id}`, officeOnly)).heading).toContain('There is no topic');
});

test('/similar answers a question with what came of it, and a statement with messages', async () => {
  const asked = part(await run('/similar is the printer broken?'), 'messages').messages;
  expect(asked[0]!.outcome).toMatchObject({ replies: expect.any(Number) });
  const said = part(await run('/similar the printer is broken'), 'messages').messages;
  expect(said[0]!.outcome).toBeUndefined();
  expect((await run('/similar the printer in:#cod')).parts[0]).toMatchObject({
    text: expect.stringContaining('in:#code'),
  });
});

test('/similar keeps weak results behind a button', async () => {
  const reply = await run('/similar the printer');
  const shown = part(reply, 'messages').messages;
  expect(shown.map(({ match }) => match!.words)).not.toContain('weak');
  const last = await run('/similar --page 3 the printer');
  const all = part(last, 'actions').actions.find(({ id }) => id === 'weaker')!;
  const words = part(await run(all.command.replace('--all', '--page 3 --all')), 'messages').messages.map(
    ({ match }) => match!.words,
  );
  expect(words).toContain('weak');
});

test('/similar turns pages without showing anything twice', async () => {
  const first = await run('/similar the printer');
  const more = part(first, 'actions').actions.find(({ id }) => id === 'more')!;
  const second = await run(more.command);
  const ids = [first, second].flatMap((reply) => part(reply, 'messages').messages.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});

test('/hubbub status counts what the viewer may read', async () => {
  expect((await run('/hubbub status')).heading).toBe('18 messages in 2 channels');
  expect((await run('/hubbub status', officeOnly)).heading).toBe('12 messages in 1 channel');
});

test('/hubbub privacy says that nothing leaves the machine, where that is so', async () => {
  expect((await run('/hubbub privacy')).fallback).toContain('nothing');
});

test('names are changed only by those who may', async () => {
  const [first] = part(await run('/topics', officeOnly), 'topics').topics;
  expect(first!.actions!.map(({ id }) => id)).toEqual(['show']);
  expect((await run(`/topics rename ${first!.id} Mine`, officeOnly)).heading).toContain('You may not');
  expect(JSON.stringify(await run('/topics'))).not.toContain('Mine');
});

test('whoever may read nothing is told so', async () => {
  const nobody: Viewer = { workspace, channels: new Set() };
  for (const line of ['/topics', '/similar the printer'])
    expect((await run(line, nobody)).heading).toContain('no channel that you may read');
});
