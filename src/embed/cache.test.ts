import Keyv from 'keyv';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeOpenAI, startFakeOpenAI } from '../../test/fakes/openai.ts';
import { cached } from './cache.ts';
import { OpenAIEmbedder } from './openai.ts';

describe('cached', () => {
  let server: FakeOpenAI;
  beforeAll(async () => {
    server = await startFakeOpenAI();
  });
  beforeEach(() => {
    server.requests.length = 0;
  });
  afterAll(() => server.close());

  const open = (keyv: Keyv<Uint8Array>, dimensions = 32) =>
    cached(new OpenAIEmbedder({ apiKey: 'any', baseUrl: server.baseUrl, dimensions }), keyv);
  const sent = () => server.requests.flatMap((r) => r.body.input as string[]);

  test('never embeds a text twice, neither in a call nor after a restart', async () => {
    const keyv = new Keyv<Uint8Array>();
    const embedder = open(keyv);
    const first = await embedder.embed(['a', 'b', 'a', 'c']);
    expect(sent()).toEqual(['a', 'b', 'c']);
    expect(embedder.hits).toBe(1);
    expect(first[2]).toEqual(first[0]);

    const restarted = open(keyv);
    expect(await restarted.embed(['c', 'd', 'a'])).toEqual([
      first[3],
      (await open(new Keyv()).embed(['d']))[0],
      first[0],
    ]);
    expect(sent()).toEqual(['a', 'b', 'c', 'd', 'd']);
    expect(restarted.hits).toBe(2);
  });

  test('keeps the vectors of two embedders apart', async () => {
    const keyv = new Keyv<Uint8Array>();
    await open(keyv, 32).embed(['a']);
    expect((await open(keyv, 16).embed(['a']))[0]).toHaveLength(16);
  });

  test('embeds anew what is damaged in the cache', async () => {
    const map = new Map();
    const [whole] = await open(new Keyv<Uint8Array>({ store: map })).embed(['a']);
    const damaged = new Keyv<Uint8Array>({ store: map });
    for (const key of map.keys()) await damaged.set(key.replace('keyv:', ''), Buffer.from('cut'));
    expect(await open(damaged).embed(['a'])).toEqual([whole]);
    expect(sent()).toEqual(['a', 'a']);
  });

  test('works without its store', async () => {
    const broken = new Map();
    broken.get = broken.set = () => {
      throw new Error('connection lost');
    };
    const keyv = new Keyv<Uint8Array>({ store: broken });
    keyv.on('error', () => {});
    expect(await open(keyv).embed(['a', 'b'])).toHaveLength(2);
  });
});
