import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newDataFolder } from './data-folder.ts';
import { hubbub } from './run.ts';
import { jsonl, type Row } from './team-chat.ts';

// What an operator does whom somebody has asked, with the real program and the real files.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let dataDir: string;
let exported: string;
const run = (...args: string[]) => hubbub(dataDir, args);
const row = (id: string, user: string, text: string): Row => ({
  ...{ id, user, text, channel: 'general' },
  ts: `2025-05-05T10:${id.padStart(2, '0')}:00Z`,
});
const rows = [row('1', 'ada', 'the quokka sleeps'), row('2', 'bo', 'so it does'), row('3', 'ada', 'good')];

beforeAll(async () => {
  dataDir = await newDataFolder();
  exported = join(dataDir, 'team.jsonl');
  await writeFile(exported, jsonl(rows));
  expect(await run('import', exported)).toMatchObject({ code: 0 });
});
afterAll(() => rm(dataDir, { recursive: true }));

const textsOf = async (person: string) => {
  const { code, stdout, stderr } = await run('privacy', 'export', person);
  return code === 0 ? JSON.parse(stdout).messages.map(({ text }: { text: string }) => text) : stderr;
};

test('somebody gets what is kept of them, by their name in any case', async () => {
  expect((await textsOf('ADA')).toSorted()).toEqual(['good', 'the quokka sleeps']);
});

test('they are forgotten only when that was meant, and an export that has them brings nothing back', async () => {
  const asked = await run('privacy', 'forget', 'ada');
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('2 messages') });
  expect(asked.stderr).toContain('--yes');
  const forgotten = await run('privacy', 'forget', 'ada', '--yes');
  expect(forgotten.code, forgotten.stderr).toBe(0);
  expect(forgotten.stdout).toContain('2 messages forgotten');
  // A newer export, since one that was read before would not be read again.
  await writeFile(exported, jsonl([...rows, row('5', 'bo', 'good night')]));
  expect(await run('import', exported)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('Read 1 new'),
  });
  expect(await textsOf('ada')).toContain('Nobody called ada has written');
});

test('they opt out, also before they have written, and in again', async () => {
  expect((await run('privacy', 'opt-out', 'cy')).stdout).toContain('Nothing that cy writes');
  await writeFile(exported, jsonl([...rows, row('4', 'cy', 'hello')]));
  await run('import', exported);
  expect(await textsOf('cy')).toContain('Nobody called cy has written in jsonl:team');
  expect((await run('privacy', 'opt-in', 'cy')).stdout).toContain('is stored again');
});
