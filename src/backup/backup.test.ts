import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../test/databases.ts';
import { collect } from '../collect/collect.ts';
import { topicRuns, topics } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { writeVectors } from '../store/vectors.ts';
import { backUp } from './backup.ts';
import { restore } from './restore.ts';
import { listTables } from './tables.ts';

const workspace = 'test:backup';
const odd = 'a "quoted" \\ back\tslash\n\u2028 ☕ \u202e ÿ 𝟘';

/** Rows in nearly every kind of column, vectors among them. */
async function fill(store: Store): Promise<void> {
  const messages = Array.from({ length: 700 }, (_, i) => ({
    workspace,
    channel: `c${i % 3}`,
    id: `m${i}`,
    author: 'ada',
    authorName: 'Ada',
    ts: 1_700_000_000_123 + i,
    text: `${odd} ${i}`,
    ...(i % 5 === 0 && { threadId: 'm0', editedTs: 1_700_000_001_000 + i }),
  }));
  await collect(store, messages);
  const { rows } = await store.pool.query<{ id: string; contentHash: string }>(
    `select id, content_hash as "contentHash" from message`,
  );
  const vector = (seed: number) => Float32Array.from({ length: 8 }, (_, k) => Math.sin(seed * 8 + k) / 3);
  await writeVectors(
    store,
    workspace,
    'test',
    rows.map((row, i) => ({ ...row, vector: vector(i) })),
  );
  const at = new Date(1_700_000_000_500);
  await store.db.insert(topics).values({
    ...{
      workspace,
      id: 't1',
      label: odd,
      labelledBy: 'keywords',
      keywords: ['{a,b}', '"'],
      embedder: 'test',
    },
    ...{
      labelledMembers: [],
      labelledFrom: ['x'],
      labelledChannels: ['c0'],
      centroid: vector(1),
      radius: 0.1 + 0.2,
    },
    ...{ size: 3, bornAt: at, updatedAt: at },
  });
  await store.db.insert(topicRuns).values({
    ...{ workspace, run: 3, embedder: 'test', labeller: 'keywords', fingerprint: 'f', from: at, to: at },
    ...{ messages: 700, since: 2 },
  });
}

/** What every table holds. */
async function contentsOf(store: Store): Promise<Record<string, string>> {
  const client = await store.pool.connect();
  const contents: Record<string, string> = {};
  for (const { name } of await listTables(client)) {
    const { rows } = await client.query(`select to_jsonb(t)::text as row from "${name}" t order by 1`);
    contents[name] = `${rows.length} ${createHash('sha256').update(JSON.stringify(rows)).digest('hex')}`;
  }
  client.release();
  return contents;
}

describe('backup and restore', () => {
  let folder: string;
  let file: string;
  let source: Awaited<ReturnType<(typeof databases)[0]['create']>>;
  let truth: Record<string, string>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hubbub-backup-'));
    file = join(folder, 'backup.jsonl.gz');
    source = await databases[0]!.create();
    await fill(source.store);
    truth = await contentsOf(source.store);
    await backUp(source.store, file);
  });
  afterAll(async () => {
    await source.drop();
    await rm(folder, { recursive: true });
  });

  test.each(databases)(
    'from embedded to $name and back: every row of every table',
    async ({ missing, create }) => {
      if (missing) return;
      const { store, drop } = await create();
      try {
        await restore(store, file);
        expect(await contentsOf(store)).toEqual(truth);
        expect(truth).toMatchObject({
          message: expect.stringMatching(/^700 /),
          topic: expect.stringMatching(/^1 /),
        });
        const second = join(folder, 'second.jsonl.gz');
        await backUp(store, second);
        await restore(source.store, second, { force: true });
        expect(await contentsOf(source.store)).toEqual(truth);
      } finally {
        await drop();
      }
    },
  );

  test('what is there already is not overwritten, and a bad file leaves it as it was', async () => {
    const whole = gunzipSync(await readFile(file)).toString();
    const bad = join(folder, 'bad.jsonl.gz');
    await expect(restore(source.store, file)).rejects.toThrow(/something in this database already/);
    for (const [content, said] of [
      [gzipSync(whole.slice(0, -200)), /damaged or cut off/],
      [gzipSync(whole.replace('"ada"', '"eve"')), /damaged or cut off/],
      [(await readFile(file)).subarray(0, 5_000), /damaged or cut off/],
      [gzipSync(whole.replace('"version":1', '"version":9')), /newer Hubbub/],
      [
        gzipSync(whole.replace('"columns":["workspace"', '"columns":["mood","workspace"')),
        /newer Hubbub: .*\.mood/,
      ],
      [gzipSync('{"id":"m1"}\n'), /not a backup/],
      [Buffer.from('text'), /damaged/],
    ] as const) {
      await writeFile(bad, content);
      await expect(restore(source.store, bad, { force: true }), String(said)).rejects.toThrow(said);
      expect(await contentsOf(source.store)).toEqual(truth);
    }
    await expect(restore(source.store, join(folder, 'none'))).rejects.toThrow(/There is no file/);
  });

  test('it is for its owner alone, and where it cannot be written nothing is left', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(backUp(source.store, join(folder, 'missing', 'x'))).rejects.toThrow(/could not be written/);
  });
});
