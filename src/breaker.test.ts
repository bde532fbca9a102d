import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { httpBreaker } from './breaker.ts';

test('a service that fails again and again is left alone for a while, and asked again', async () => {
  let asked = 0;
  let status = 503;
  const server = createServer((_, response) => {
    asked++;
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const guarded = httpBreaker('The service', { rest: 200 });
  const ask = () => guarded(() => fetch(url));
  try {
    // Its answers are handed on; a refusal says that it works.
    for (let i = 0; i < 5; i++) expect((await ask()).status).toBe(503);
    status = 429;
    expect((await ask()).status).toBe(429);
    status = 503;
    for (let i = 0; i < 6; i++) expect((await ask()).status).toBe(503);
    expect(asked).toBe(12);
    await expect(ask()).rejects.toThrow('The service has failed several times');
    expect(asked).toBe(12);
    status = 200;
    await wait(250);
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(200);
  } finally {
    server.close();
  }
});
