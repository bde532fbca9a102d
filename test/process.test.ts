import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStore } from '../src/store/store.ts';
import { hubbub, main } from './run.ts';
import { jsonl, longChat } from './team-chat.ts';

// Each step is a process of its own, and a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let dataDir: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hubbub-test-'));
  dataDir = join(folder, 'data');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  [['--help'], 0],
  [['bogus'], 2],
  [['topics', '--limit', 'many'], 2],
  [['similar'], 2],
])('%j ends with %i, and speaks on the right stream', async (args, code) => {
  const ended = await hubbub(dataDir, args);
  expect(ended.code).toBe(code);
  expect(code === 0 ? ended.stdout : ended.stderr).not.toBe('');
  expect(code === 0 ? ended.stderr : ended.stdout).toBe('');
});

test('a wrong setting is named with its fix', async () => {
  const ended = await hubbub(dataDir, ['topics'], { env: { HUBBUB_EMBEDDER: 'psychic' } });
  expect(ended.code).toBe(1);
  expect(ended.stderr).toContain('HUBBUB_EMBEDDER');
  expect(ended.stderr).toContain('.env.example');
});

test('where nothing was imported, the way to do it is told', async () => {
  const empty = await hubbub(dataDir, ['topics']);
  expect(empty.code).toBe(1);
  expect(empty.stderr).toContain('import PATH');
});

test('a second process on the same data folder is refused in words', async () => {
  const store = await openStore({ dataDir });
  try {
    const second = await hubbub(dataDir, ['topics']);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(dataDir);
    expect(second.stderr).not.toContain('    at ');
  } finally {
    await store.close();
  }
});

test('an import stopped by Ctrl-C keeps what is done, and the same command goes on from there', async () => {
  const exported = join(folder, 'long.jsonl');
  await writeFile(exported, jsonl(longChat(700)));
  let told = false;
  const stopped = await hubbub(dataDir, ['import', exported], {
    onStderr(said, pid) {
      if (told || !said.includes('Embedding')) return;
      told = true;
      process.kill(pid, 'SIGINT');
    },
  });
  expect(stopped.stderr).toContain('Stopping');
  expect(stopped.code).toBe(130);

  const resumed = await hubbub(dataDir, ['import', exported]);
  expect(resumed.code, resumed.stderr).toBe(0);
  const embedded = Number(/Embedded ([\d,]+) messages/.exec(resumed.stderr)?.[1]);
  expect(embedded).toBeGreaterThan(0);
  expect(embedded).toBeLessThan(700);
});

test('a reader that stops reading is no failure', async () => {
  const shell = `"${process.execPath}" "${main}" topics --json --members | head -c 1; echo " \${PIPESTATUS[0]}"`;
  const env = { PATH: process.env.PATH, HUBBUB_DATA_DIR: dataDir };
  const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', '-c', shell], { env });
  expect(stdout).toBe('{ 0\n');
  expect(stderr).not.toContain('EPIPE');
});

test('with no command and no terminal the sample is shown, and all is done', async () => {
  const shown = await hubbub(join(folder, 'sample'), []);
  expect(shown.code, shown.stderr).toBe(0);
  const [, topics] = /^(\d+) topics in \d+ messages/.exec(shown.stdout)!;
  expect(Number(topics)).toBeGreaterThanOrEqual(12);
  expect(shown.stdout).toContain('Similar to');
});
