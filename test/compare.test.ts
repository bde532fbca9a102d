import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Compared } from '../src/compare/compare.ts';
import { hubbub } from './run.ts';

// Each step is a process of its own, and a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const said: Record<string, string[]> = {
  coffee: [
    'the coffee machine in the kitchen needs new beans',
    'who drank the last coffee without refilling the machine?',
    'please descale the coffee machine on fridays',
    'fresh coffee beans arrived, they are next to the machine',
  ],
  backup: [
    'the nightly database backup failed again',
    'restored the database from the backup of tuesday',
    'the backup disk of the database server is nearly full',
    'can we encrypt the database backup before it is uploaded?',
  ],
  football: [
    'football match against the other office after work',
    'we need a goalkeeper for the football match',
    'the football pitch is wet, so bring proper shoes',
    'three goals in the second half, what a football match',
  ],
};
const rows = Object.entries(said).flatMap(([label, texts]) => texts.map((text) => ({ label, text })));
let folder: string;
let file: string;
const compare = (...args: string[]) => hubbub(join(folder, 'data'), ['compare', 'local', ...args]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hubbub-test-'));
  file = join(folder, 'labelled.jsonl');
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('compare measures an embedder on labelled messages of a file', async () => {
  const { code, stdout, stderr } = await compare('--file', file, '--json');
  expect(code, stderr).toBe(0);
  const { messages, embedders } = JSON.parse(stdout) as { messages: number; embedders: Compared[] };
  expect(messages).toBe(rows.length);
  expect(embedders).toHaveLength(1);
  const [local] = embedders;
  expect(local!.embedder).toMatch(/^local:/);
  // Five of eleven others drawn at random hold 5/11 of a message's label.
  expect(local!.precision.label).toBeGreaterThan(5 / 11);
  expect(local!.price.perMillionMessages).toBe(0);
});

test('compare shows people a column for each embedder, and names a line that has no label', async () => {
  const { code, stdout, stderr } = await compare('--file', file);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain(`1 embedder on ${rows.length} messages`);
  expect(stdout).toMatch(/precision@5, label +[01]?\.\d/);

  const torn = join(folder, 'torn.jsonl');
  await writeFile(torn, `${JSON.stringify(rows[0])}\n{"text": "no label"}\n`);
  const refused = await compare('--file', torn);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain(`Line 2 of ${torn}`);
});
