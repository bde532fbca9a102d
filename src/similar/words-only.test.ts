import { afterAll, beforeAll, expect, test } from 'vitest';
import { databases } from '../../test/databases.ts';
import { type FakeOpenAI, startFakeOpenAI } from '../../test/fakes/openai.ts';
import { collect } from '../collect/collect.ts';
import { similarReply } from '../commands/similar.ts';
import { fillEmbeddings } from '../embed/fill.ts';
import { OpenAIEmbedder } from '../embed/openai.ts';
import type { Store } from '../store/store.ts';
import { operator } from '../viewer.ts';
import { findSimilar } from './similar.ts';

const workspace = 'test:down';
const texts = [
  'the staging server is down',
  'lunch at noon',
  'who has the keys',
  'printer jam on floor two',
  'ship on friday',
];
let store: Store;
let drop: () => Promise<void>;
let server: FakeOpenAI;
let embedder: OpenAIEmbedder;
beforeAll(async () => {
  ({ store, drop } = await databases[0]!.create());
  server = await startFakeOpenAI();
  const patience = { tries: 1, waiting: 0, wait: async () => {}, timeout: 10_000 };
  embedder = new OpenAIEmbedder({ apiKey: 'any', baseUrl: server.baseUrl, dimensions: 16, patience });
  const messages = texts.map((text, i) => ({
    workspace,
    channel: 'c',
    id: `m${i}`,
    author: 'ada',
    ts: 1e12 + i,
    text,
  }));
  await collect(store, messages);
  await fillEmbeddings(store, embedder, workspace);
});
afterAll(async () => {
  await drop();
  await server.close();
});

test('while the embedder is down a text is looked for by its words, and the answer says so', async () => {
  server.fail({ kind: 'status', status: 503 });
  const result = await findSimilar(store, embedder, operator(workspace), { text: 'staging server' });
  expect(result.results.map(({ messageId }) => messageId)).toEqual(['m0']);
  expect(result.wordsOnly).toMatch(/^127.0.0.1:\d+ failed/);
  expect(JSON.stringify(similarReply(result).parts)).toContain(
    'Found by their words alone, for now: 127.0.0.1',
  );
  const later = await findSimilar(store, embedder, operator(workspace), { text: 'staging server' });
  expect(later.wordsOnly).toBeUndefined();
});

test('a message that has its vector needs no embedder', async () => {
  server.fail({ kind: 'status', status: 503 });
  const { results, wordsOnly } = await findSimilar(store, embedder, operator(workspace), { message: 'm0' });
  expect(results.length).toBeGreaterThan(2);
  expect(wordsOnly).toBeUndefined();
});
