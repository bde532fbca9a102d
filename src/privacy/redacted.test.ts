import { expect, test } from 'vitest';
import { databases } from '../../test/databases.ts';
import { startFakeOpenAI } from '../../test/fakes/openai.ts';
import { contentHash } from '../collect/clean.ts';
import { loadConfig } from '../config.ts';
import { Embedders } from '../embed/open.ts';
import { openLabeller } from '../label/open.ts';

test('no secret and no address reaches a server or a key of the cache', async () => {
  const server = await startFakeOpenAI({ chat: () => ({ topics: [] }) });
  const { store, drop } = await databases[0]!.create();
  try {
    const config = loadConfig({ OPENAI_API_KEY: 'any', OPENAI_BASE_URL: server.baseUrl });
    const use = { workspace: 'test:1', purpose: 'messages' as const };
    const embedder = await new Embedders(config, store).open('openai', use);
    const [one, other] = ['correct-horse', 'battery-staple'].map((word) => `the new password: ${word}`);
    const [first, second] = await embedder.embed([one!, other!]);
    expect(first).toEqual(second);
    const labeller = await openLabeller(config, store, 'test:1');
    const request = { key: 't', keywords: ['ada@example.org'], exemplars: [one!, 'mail ada@example.org'] };
    await labeller.label([request], ['Mail to ada@example.org']).catch(() => {});

    const sent = JSON.stringify(server.requests.map(({ body }) => body));
    expect(sent).toContain('the new password: [secret]');
    expect(sent).toContain('mail [e-mail]');
    expect(sent).not.toMatch(/correct-horse|battery-staple|ada@example/);
    const { rows } = await store.pool.query<{ key: string }>('select key from cache');
    expect(rows.map(({ key }) => key.split(':').at(-1))).toEqual([contentHash('the new password: [secret]')]);
    await embedder.close();
  } finally {
    await drop();
    await server.close();
  }
});
