import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { teamChat } from '../../test/team-chat.ts';
import { collect } from '../collect/collect.ts';
import { loadConfig } from '../config.ts';
import { fillEmbeddings } from '../embed/fill.ts';
import { HubbubError } from '../errors.ts';
import { assemble, type Hubbub } from '../hubbub.ts';
import { readVectors } from '../store/copy.ts';
import type { Store } from '../store/store.ts';
import { refreshTopics } from '../topics/refresh.ts';
import { operator, type Viewer } from '../viewer.ts';
import { exportProjector } from './projector.ts';
import type { ExportRow } from './rows.ts';
import { exportJsonl, exportParquet } from './table.ts';

vi.setConfig({ hookTimeout: 120_000, testTimeout: 60_000 });

const workspace = 'jsonl:team';
const everybody = operator(workspace);
const officeOnly: Viewer = { workspace, channels: new Set(['office']) };
const hostile = [
  '=HYPERLINK("https://evil.example"; "a\tb")',
  '+1 from\nme\r\nand\u2028you',
  '"quoted" \u0000 text\u000b',
  '  @here -2+3',
];
let folder: string;
let hubbub: Hubbub;
let store: Store;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hubbub-test-'));
  hubbub = assemble(loadConfig({ HUBBUB_DATA_DIR: join(folder, 'data') }));
  store = await hubbub.store();
  const embedder = await hubbub.embedder(workspace);
  const rows = teamChat().map(({ user, ts, ...row }) => ({
    ...row,
    workspace,
    channelName: row.channel,
    author: user,
    ts: Date.parse(ts),
  }));
  const more = hostile.map((text, i) => ({ ...rows[0]!, id: `hostile-${i}`, ts: rows[0]!.ts + i, text }));
  await collect(store, [...rows, ...more]);
  await fillEmbeddings(store, embedder, workspace);
  await refreshTopics(store, embedder.id, await hubbub.labeller(workspace), workspace);
});
afterAll(async () => {
  await hubbub.close();
  await rm(folder, { recursive: true });
});

const linesOf = async (path: string) => (await readFile(path, 'utf8')).replace(/\n$/, '').split('\n');

test.each([false, true])(
  'the Projector finds vectors and metadata of one shape (bytes: %j)',
  async (bytes) => {
    const to = join(folder, `projector-${bytes}`);
    const shape = await exportProjector(store, everybody, to, { bytes });
    const config = JSON.parse(await readFile(join(to, 'projector_config.json'), 'utf8'));
    const [{ tensorShape, tensorPath, metadataPath }] = config.embeddings;
    expect(tensorShape).toEqual(shape);
    expect(shape[0]).toBe(teamChat().length + hostile.length);
    const [header, ...cells] = (await linesOf(join(to, metadataPath))).map((one) => one.split('\t'));
    expect(header).toEqual(['text', 'topic', 'channel', 'author', 'time', 'id']);
    expect(cells).toHaveLength(shape[0]);
    for (const row of cells) {
      expect(row).toHaveLength(header!.length);
      for (const one of row) expect(one).toMatch(/^[^=+\-@"\p{Cc}][^"\p{Cc}]*$/u);
    }
    const stored = await readVectors(
      store,
      workspace,
      (await hubbub.embedder(workspace)).id,
      cells.map((row) => row.at(-1)!),
    );
    const tensors = await readFile(join(to, tensorPath));
    const found = bytes
      ? Array.from(new Float32Array(new Uint8Array(tensors).buffer))
      : String(tensors).trim().split(/\s/).map(Number);
    expect(found).toHaveLength(shape[0] * shape[1]);
    expect(Math.max(...found.map((x, i) => Math.abs(x - stored.data[i]!)))).toBeLessThan(1e-5);
  },
);

test('JSONL and Parquet hold the same, with texts as they were written', async () => {
  const [jsonl, parquet] = [join(folder, 'all.jsonl'), join(folder, 'all.parquet')];
  const count = await exportJsonl(store, everybody, jsonl, { vectors: true });
  expect(await exportParquet(store, everybody, parquet, { vectors: true })).toBe(count);
  const rows = (await linesOf(jsonl)).map((one) => JSON.parse(one) as ExportRow & { vector: number[] });
  expect(rows).toHaveLength(count);
  expect(rows.find(({ id }) => id === 'hostile-1')!.text).toBe('+1 from\nme\r\nand\u2028you');
  expect(rows.filter(({ topic }) => topic !== '').length).toBeGreaterThan(10);
  const read = await parquetReadObjects({ file: await asyncBufferFromFile(parquet) });
  const asWritten = read.map(({ time, ...row }) => ({ ...row, time: (time as Date).toISOString() }));
  expect(asWritten).toEqual(
    rows.map((row) => expect.objectContaining({ id: row.id, text: row.text, time: row.time })),
  );
  for (const [i, { vector, x, topic }] of rows.entries()) {
    expect(read[i]).toMatchObject({ topic });
    expect(read[i]!.x).toBeCloseTo(x!, 4);
    expect(read[i]!.vector).toHaveLength(vector.length);
  }
});

test('nothing is exported that the viewer may not read', async () => {
  const file = join(folder, 'office.jsonl');
  await exportJsonl(store, officeOnly, file);
  const text = await readFile(file, 'utf8');
  expect(text).toContain('printer');
  expect(text).not.toMatch(/"channel":"code"|Date\(|pivot|two digit/);
  const [messages] = await exportProjector(store, officeOnly, join(folder, 'office'));
  expect(messages).toBe((await linesOf(file)).length);
});

test('where a file cannot be written, that is said, and nothing is left behind', async () => {
  const nowhere = join(folder, 'no', 'such', 'folder.jsonl');
  await expect(exportJsonl(store, everybody, nowhere)).rejects.toThrow(HubbubError);
  await expect(exportParquet(store, everybody, nowhere)).rejects.toThrow('could not be written');
  const stopped = { signal: AbortSignal.abort() };
  await expect(exportJsonl(store, everybody, join(folder, 'stopped.jsonl'), stopped)).rejects.toThrow();
  expect((await readdir(folder)).filter((name) => /stopped|\.part/.test(name))).toEqual([]);
});
