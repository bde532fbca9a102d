import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordsEmbedder as embedder } from '../../test/words-embedder.ts';
import { authors, calibrations, channels, embeddings, messages } from '../store/schema.ts';
import { openStore, type Store } from '../store/store.ts';
import { operator } from '../viewer.ts';
import { loadCalibration } from './calibrate.ts';
import { findSimilar } from './similar.ts';

/** Workspaces of their own for each run: a server named by TEST_DATABASE_URL remembers. */
const workspace = `test:${randomUUID()}`;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let store: Store;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hubbub-similar-'));
  store = await openStore({ dataDir: folder, databaseUrl: process.env.TEST_DATABASE_URL });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** Stores one message per text, in channels c0, c1, c2 in turn; `embed` says whether it gets its vector. */
async function write(where: string, texts: readonly string[], embed = true, from = 0): Promise<void> {
  const rows = texts.map((text, i) => ({
    workspace: where,
    id: `m${from + i}`,
    channel: `c${(from + i) % 3}`,
    author: 'u1',
    ts: new Date(1_700_000_000_000 + (from + i) * 60_000),
    text,
    contentHash: sha256(text),
  }));
  await store.db.insert(messages).values(rows);
  if (!embed) return;
  const vectors = await embedder.embed(texts);
  await store.db.insert(embeddings).values(
    rows.map(({ workspace, id, channel, ts, contentHash }, i) => ({
      workspace,
      embedder: embedder.id,
      message: id,
      channel,
      ts,
      contentHash,
      vector: vectors[i]!,
    })),
  );
}

describe('findSimilar', () => {
  const words = 'deploy staging keys rotate lunch noon pizza build broken tests flaky release notes'.split(
    ' ',
  );
  const texts = Array.from(
    { length: 90 },
    (_, i) => `${words[i % 13]} ${words[(i * 5) % 13]} ${words[(i * 7 + 3) % 13]} number`,
  );
  texts[89] = 'Rotating the keys of staging';

  beforeAll(async () => {
    await write(workspace, texts);
    await store.db.insert(channels).values({ workspace, id: 'c2', name: 'ops' });
    await store.db.insert(authors).values({ workspace, id: 'u1', name: 'Ada' });
  });

  it('says who wrote it, where, and why it is similar, the rarest term first', async () => {
    const { query, results } = await findSimilar(
      store,
      embedder,
      operator(workspace),
      { text: ' rotating staging keys ' },
      { limit: 1 },
    );
    expect(query).toBe('rotating staging keys');
    expect(results).toEqual([
      {
        messageId: 'm89',
        channel: 'ops',
        author: 'Ada',
        ts: new Date(1_700_000_000_000 + 89 * 60_000).toISOString(),
        text: 'Rotating the keys of staging',
        similarity: expect.closeTo(Math.sqrt(3 / 5), 1),
        percentile: expect.any(Number),
        sameWords: true,
        why: expect.arrayContaining(['Rotating', 'staging']),
        permalink: null,
      },
    ]);
    expect(results[0]!.percentile).toBeGreaterThan(90);
  });

  it('answers for a message that has no vector yet', async () => {
    await write(`${workspace}:unembedded`, ['pizza at noon', 'pizza again'], false);
    await write(`${workspace}:unembedded`, ['noon pizza', '🎉'], true, 2);
    const { results } = await findSimilar(
      store,
      embedder,
      operator(`${workspace}:unembedded`),
      { message: 'm0' },
      {},
    );
    expect(results.map((r) => r.messageId)).toEqual(['m2', 'm3']);
    const wordless = findSimilar(store, embedder, operator(`${workspace}:unembedded`), { message: 'm3' }, {});
    await expect(wordless).rejects.toThrow('"🎉" holds nothing that words:64 can compare.');
  });

  it.each([
    ['an empty text', { text: '  ' }, operator(workspace), /nothing to look for/],
    ['a text without content', { text: '12 + 3' }, operator(workspace), /holds nothing/],
    ['an unknown message', { message: 'm999' }, operator(workspace), /no message m999/],
    ['a hidden message', { message: 'm1' }, { workspace, channels: new Set(['c0']) }, /no message m1/],
    ['an empty workspace', { text: 'lunch' }, operator(`${workspace}:none`), /no message here/],
    [
      'a viewer without channels',
      { text: 'lunch' },
      { workspace, channels: new Set<string>() },
      /no message here/,
    ],
  ])('teaches what to do about %s', async (_, query, viewer, message) => {
    await expect(findSimilar(store, embedder, viewer, query, {})).rejects.toMatchObject({
      message: expect.stringMatching(message),
      fix: expect.stringMatching(/\w+/),
    });
  });

  it('says that nothing is embedded with this embedder, and compares no vectors of another', async () => {
    const other = { ...embedder, id: 'words:other' };
    await expect(findSimilar(store, other, operator(workspace), { text: 'lunch' }, {})).rejects.toThrow(
      'None of the 90 messages has been embedded with words:other yet.',
    );
  });
});

describe('loadCalibration', () => {
  it('keeps its sample until the workspace has grown by half', async () => {
    const where = `${workspace}:growing`;
    const texts = Array.from({ length: 120 }, (_, i) => `word${String.fromCharCode(97 + (i % 26))} item${i}`);
    const sampled = async () => {
      await loadCalibration(store, where, embedder.id);
      const rows = await store.db.select().from(calibrations);
      return rows.find((row) => row.workspace === where)!.messages;
    };
    await write(where, texts.slice(0, 60));
    expect(await sampled()).toBe(60);
    await write(where, texts.slice(60, 80), true, 60);
    expect(await sampled()).toBe(60);
    await write(where, texts.slice(80), true, 80);
    expect(await sampled()).toBe(120);
  });

  it('counts each text once', async () => {
    await write(`${workspace}:repeats`, [
      ...Array(50).fill('good morning'),
      'lunch at noon',
      'the build is broken',
    ]);
    const repeats = await loadCalibration(store, `${workspace}:repeats`, embedder.id);
    await write(`${workspace}:distinct`, ['good morning', 'lunch at noon', 'the build is broken']);
    const distinct = await loadCalibration(store, `${workspace}:distinct`, embedder.id);
    expect(repeats.at(0.5)).toBe(distinct.at(0.5));
  });
});
