import { expect, test } from 'vitest';
import { openHealth } from './health.ts';

test('it tells that the process lives, what is not ready yet, and what was counted', async () => {
  let database = Promise.reject(new Error('gone'));
  database.catch(() => {});
  const health = await openHealth(
    { host: '127.0.0.1', port: 0 },
    {
      database: () => database,
      platforms: async () => {},
    },
  );
  const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${health.port}${path}`, { method });
  try {
    expect((await get('/healthz')).status).toBe(200);
    const before = await get('/readyz');
    expect([before.status, await before.json()]).toEqual([
      503,
      { ready: false, database: 'not ready', platforms: 'ok' },
    ]);
    database = Promise.resolve() as never;
    expect((await get('/readyz')).status).toBe(200);
    const text = await (await get('/metrics')).text();
    expect(text).toMatch(/^hubbub_queue_messages 0$/m);
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
    expect((await get('/healthz', 'POST')).status).toBe(405);
    expect((await get('/')).status).toBe(404);
    await expect(openHealth({ host: '127.0.0.1', port: health.port }, {})).rejects.toThrow(/EADDRINUSE/);
  } finally {
    await health.close();
  }
});
