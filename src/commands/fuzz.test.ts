import { rm } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDataFolder } from '../../test/data-folder.ts';
import { collect } from '../collect/collect.ts';
import { loadConfig } from '../config.ts';
import { assemble, type Hubbub } from '../hubbub.ts';
import type { Viewer } from '../viewer.ts';
import { runCommand } from './run.ts';

// Whatever somebody types is answered, and changes nothing that they may not change.

const viewer: Viewer = { workspace: 'w', channels: new Set(['c']), author: 'mallory' };
let dataDir: string;
let hubbub: Hubbub;
beforeAll(async () => {
  dataDir = await newDataFolder();
  hubbub = assemble(loadConfig({ HUBBUB_DATA_DIR: dataDir }));
  const at = { workspace: 'w', author: 'ada', ts: Date.UTC(2025, 0, 1) };
  await collect(await hubbub.store(), [
    { ...at, channel: 'c', id: 'open', text: 'lunch at noon' },
    { ...at, channel: 'private', id: 'hidden', text: 'the merger is secret' },
  ]);
});
afterAll(async () => {
  await hubbub.close();
  await rm(dataDir, { recursive: true });
});

const everything = async () =>
  (await (await hubbub.store()).pool.query('select id, text, channel from message order by id')).rows;

const sql = [
  `'; drop table message; --`,
  `" or 1=1 --`,
  `$1`,
  `%`,
  `\\`,
  `') union select text from message --`,
  `\0`,
  `{private}`,
  `"private"`,
];
const word = fc.oneof(
  fc.constantFrom('topics', 'similar', 'hubbub', 'status', 'help', 'show', 'rename', 'merge', 'pin', 'hide'),
  fc.constantFrom(
    '--message',
    'hidden',
    'open',
    '--channel',
    'private',
    '#private',
    '--since',
    'all',
    '7d',
    '--page',
  ),
  fc.constantFrom(
    'privacy',
    'opt-in',
    'opt-out',
    'export',
    'mine',
    'backfill',
    'digest',
    'in:private',
    'from:ada',
  ),
  fc.constantFrom(...sql),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.integer().map(String),
);
const line = fc.array(word, { maxLength: 7 }).map((words) => `/${words.join(' ')}`);

test('any line is answered, shows nothing of other channels, and changes no message', {
  timeout: 120_000,
}, async () => {
  const before = await everything();
  await fc.assert(
    fc.asyncProperty(line, async (typed) => {
      const reply = await runCommand(hubbub, viewer, typed);
      expect(reply.heading).not.toBe('');
      expect(JSON.stringify(reply.parts)).not.toContain('merger');
    }),
    { numRuns: 150 },
  );
  expect(await everything()).toEqual(before);
});

test.for(sql)('%j is text to a look-up, a name to a topic, and nothing to the database', async (said) => {
  const before = await everything();
  for (const typed of [
    `/similar ${said}`,
    `/similar --message ${said}`,
    `/topics show ${said}`,
    `/topics #${said}`,
  ])
    expect(JSON.stringify(await runCommand(hubbub, viewer, typed))).not.toContain('merger');
  expect(await everything()).toEqual(before);
});
