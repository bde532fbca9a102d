import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ArchiveItem } from '../../adapters/adapter.ts';
import { databases } from '../../test/databases.ts';
import { imports, messages } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { importArchive } from './import.ts';

let store: Store;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ store, drop } = await databases[0]!.create());
});
afterAll(() => drop());
beforeEach(() => store.pool.query('truncate message, import cascade'));

/** Files of 300 messages each, with a checkpoint behind every one. */
async function* archive(files: number, onYield = (_n: number) => {}): AsyncGenerator<ArchiveItem> {
  for (let n = 0; n < files * 300; n++) {
    onYield(n);
    yield {
      kind: 'message',
      message: { workspace: 'w', channel: 'c', id: `m${n}`, author: 'a', ts: n, text: `number ${n}` },
    };
    if (n % 300 === 299) {
      yield { kind: 'checkpoint', workspace: 'w', file: `file ${Math.floor(n / 300)}`, fingerprint: `f${n}` };
    }
  }
}
const stored = () => store.db.$count(messages);
const finished = async () => (await store.db.select().from(imports)).map((row) => row.file).sort();

test('an archive is stored in batches, with progress, and every file is marked as read', async () => {
  const progress: number[] = [];
  const summary = await importArchive(store, archive(4), { onProgress: (s) => progress.push(s.messages) });
  expect(summary).toEqual({
    messages: 1_200,
    added: 1_200,
    updated: 0,
    unchanged: 0,
    leftOut: 0,
    problems: [],
    problemCount: 0,
  });
  expect(progress).toEqual([500, 1_000, 1_200]);
  expect(await finished()).toEqual(['file 0', 'file 1', 'file 2', 'file 3']);
  expect(await importArchive(store, archive(4))).toMatchObject({ added: 0, updated: 0, unchanged: 1_200 });
});

test('a file is marked as read only with its last message: a reader that breaks off leaves the rest unmarked', async () => {
  const breaksOff = archive(4, (n) => {
    if (n === 1_100) throw new Error('the disk was pulled out');
  });
  await expect(importArchive(store, breaksOff)).rejects.toThrow('pulled out');
  expect(await stored()).toBe(1_000);
  expect(await finished()).toEqual(['file 0', 'file 1', 'file 2']);
});

test('an import that is stopped keeps what it has read and says how much that is', async () => {
  const stop = new AbortController();
  const items = archive(4, (n) => n === 700 && stop.abort());
  const summary = await importArchive(store, items, { signal: stop.signal });
  expect(summary.messages).toBe(700);
  expect([await stored(), await finished()]).toEqual([700, ['file 0', 'file 1']]);
});

test('problems are counted, and the first hundred kept', async () => {
  async function* broken(): AsyncGenerator<ArchiveItem> {
    for (let line = 1; line <= 150; line++)
      yield { kind: 'problem', problem: { file: 'a.jsonl', position: `line ${line}`, reason: 'no JSON' } };
    const message = { workspace: 'w', channel: 'c', id: 'm', author: 'a', ts: Number.NaN, text: '' };
    yield { kind: 'message', message };
    yield* archive(1);
  }
  const summary = await importArchive(store, broken());
  expect([summary.problemCount, summary.problems.length, summary.added]).toEqual([151, 100, 300]);
  expect(summary.problems.at(-1)?.position).toBe('line 100');
});
