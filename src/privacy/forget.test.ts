import { createHash } from 'node:crypto';
import { glob, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newDataFolder } from '../../test/data-folder.ts';
import { teamChat } from '../../test/team-chat.ts';
import { collect } from '../collect/collect.ts';
import type { Part, Reply } from '../commands/reply.ts';
import { runCommand } from '../commands/run.ts';
import { loadConfig } from '../config.ts';
import { fillEmbeddings } from '../embed/fill.ts';
import { assemble, type Hubbub } from '../hubbub.ts';
import type { Message } from '../message.ts';
import { saveWatch } from '../store/watches.ts';
import { refreshTopics } from '../topics/refresh.ts';
import type { Viewer } from '../viewer.ts';

const workspace = 'jsonl:team';
const zoe: Viewer = { workspace, channels: new Set(['office']), author: 'Zoe' };
/** Words that nobody else says. */
const SAID = ['zanzibar', 'quokka'];
const theirs = (extra: Partial<Message> = {}): Message[] =>
  Array.from({ length: 12 }, (_, i) => ({
    workspace,
    id: `zoe-${i}`,
    channel: 'office',
    channelName: 'office',
    author: 'Zoe',
    authorName: 'Zoe Zanzibari',
    ts: Date.UTC(2025, 4, 10, 9, i),
    text: `the zanzibar trip with the quokka: booking number ${i} of the ferry`,
    ...extra,
  }));

let dataDir: string;
let hubbub: Hubbub;
beforeAll(async () => {
  dataDir = await newDataFolder();
  hubbub = assemble(loadConfig({ HUBBUB_DATA_DIR: dataDir }));
  const store = await hubbub.store();
  const others = teamChat().map(({ user, ts, ...row }) => ({
    ...row,
    workspace,
    channelName: row.channel,
    author: user,
    ts: Date.parse(ts),
  }));
  await collect(store, [...others, ...theirs()]);
  await saveWatch(store, workspace, 'Trips', [{ text: theirs()[0]!.text }, { message: 'zoe-1' }]);
  await bringUpToDate();
});
afterAll(async () => {
  await hubbub.close();
  await rm(dataDir, { recursive: true });
});

async function bringUpToDate(): Promise<void> {
  const [store, embedder] = await Promise.all([hubbub.store(), hubbub.embedder(workspace)]);
  await fillEmbeddings(store, embedder, workspace);
  await refreshTopics(store, embedder.id, await hubbub.labeller(workspace), workspace);
}

const run = (line: string, viewer = zoe) => runCommand(hubbub, viewer, line);
const part = <K extends Part['kind']>({ parts }: Reply, kind: K) =>
  parts.find((one): one is Extract<Part, { kind: K }> => one.kind === kind);
const number = async (query: string) => {
  const { rows } = await (await hubbub.store()).pool.query<{ n: number }>(
    `select count(*)::int n from ${query}`,
  );
  return rows[0]!.n;
};

/** Files of the data folder that hold one of the words, in any case: tables, indexes, statistics, write-ahead log. */
async function filesSaying(words: readonly string[]): Promise<string[]> {
  await (await hubbub.store()).pool.query('checkpoint');
  const found: string[] = [];
  for await (const file of glob('**/*', { cwd: dataDir, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const content = (await readFile(join(file.parentPath, file.name), 'latin1')).toLowerCase();
    if (words.some((word) => content.includes(word))) found.push(file.name);
  }
  return found;
}
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

describe('somebody who wants to be forgotten', () => {
  test('is shown what is kept, as a file', async () => {
    const file = part(await run('/hubbub privacy export mine'), 'file')!;
    const data = JSON.parse(file.content);
    expect(data.messages.map(({ text }: { text: string }) => text)).toEqual(theirs().map(({ text }) => text));
    expect(data.messages[0].embeddedBy).toHaveLength(1);
    expect(file.content).not.toContain('printer');
  });

  test('is asked first, and nothing is lost by being asked', async () => {
    const asked = await run('/hubbub privacy forget me');
    expect(asked.heading).toBe('Forget 12 messages that you wrote?');
    expect(await number(`message where author = 'Zoe'`)).toBe(12);
    expect(await filesSaying(SAID)).not.toEqual([]);
    expect(JSON.stringify(await run('/topics'))).toMatch(/zanzibar|quokka/);
  });

  test('leaves nothing behind in tables, topics, watches, caches, files or the log', async () => {
    await run('/digest on 09:00 Europe/Berlin');
    expect(await number('digest')).toBe(1);
    const { digest } = JSON.parse(part(await run('/hubbub privacy export mine'), 'file')!.content);
    expect(digest).toEqual({ cron: '0 9 * * *', zone: 'Europe/Berlin' });
    const asked = await run('/hubbub privacy forget me');
    const sure = part(asked, 'actions')!.actions.find(({ id }) => id === 'sure')!;
    expect((await run(sure.command)).heading).toBe('12 messages forgotten.');
    expect(await filesSaying([...SAID, 'zanzibari'])).toEqual([]);
    expect(await number('watch_example')).toBe(0);
    expect(await number('lost_text')).toBe(0);
    expect(await number('digest')).toBe(0);
    const hashes = theirs().map(({ text }) => hashOf(text));
    expect(await number(`cache where right(key, 64) = any('{${hashes}}')`)).toBe(0);
    expect(
      await number(`topic where labelled_members && '{${hashes}}' or labelled_from && '{${hashes}}'`),
    ).toBe(0);
    expect(await number('embedding e where not exists (select from message m where m.id = e.message)')).toBe(
      0,
    );
    expect(JSON.stringify(await run('/topics'))).not.toMatch(/zanzibar|quokka/i);
    expect(await number('topic')).toBeGreaterThan(0);
  });

  test('does not come back with an import, an edit or a run, but may write again', async () => {
    const store = await hubbub.store();
    await collect(store, theirs());
    await collect(store, theirs({ text: 'zanzibar, edited', editedTs: Date.now() }));
    await bringUpToDate();
    expect(await filesSaying([...SAID, 'zanzibari'])).toEqual([]);
    const [again] = theirs({ id: 'zoe-new', ts: Date.now() + 60_000, text: 'hello again' });
    await collect(store, [again!]);
    expect(await number(`message where author = 'Zoe'`)).toBe(1);
  });
});

describe('somebody who opts out', () => {
  const write = async (id: string, extra: Partial<Message> = {}) =>
    collect(await hubbub.store(), theirs({ id, ts: Date.now() + 120_000, ...extra }).slice(0, 1));
  const kept = () => number(`message where author = 'Zoe'`);

  test('keeps what is there if they like, and nothing new is stored, not even their name', async () => {
    expect((await run('/hubbub privacy opt-out')).heading).toContain('Nothing that you write');
    await write('zoe-later');
    expect(await kept()).toBe(1);
    expect(await number(`author where name = 'Zoe Zanzibari'`)).toBe(1);
    await (await hubbub.store()).pool.query(`update author set name = null where id = 'Zoe'`);
    await write('zoe-later');
    expect(await number(`author where name = 'Zoe Zanzibari'`)).toBe(0);
  });

  test('takes back what they edit', async () => {
    await write('zoe-new', { ts: Date.now() + 60_000, text: 'hello again' });
    expect(await kept()).toBe(1);
    await write('zoe-new', { text: 'never mind', editedTs: Date.now() + 180_000 });
    expect(await kept()).toBe(0);
  });

  test('may come back', async () => {
    await run('/hubbub privacy opt-in');
    await write('zoe-back');
    expect(await kept()).toBe(1);
  });
});

test('nobody is forgotten where nobody is known, and other words are told so', async () => {
  const nobody: Viewer = { workspace, channels: 'all' };
  expect((await run('/hubbub privacy forget me for good', nobody)).heading).toContain('Whose messages');
  expect((await run('/hubbub privacy forget everybody')).heading).toContain('forget everybody');
});
