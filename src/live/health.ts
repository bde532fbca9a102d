import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HubbubError } from '../errors.ts';
import { registry, watchProcess } from '../metrics.ts';

/** What has to be so for Hubbub to serve people: each resolves, or rejects with what is wrong. */
export type Readiness = Record<string, () => Promise<unknown>>;

/** How long a part may take to say that it is ready, in milliseconds. */
const PATIENCE = 2_000;

/**
 * Serves `/healthz` (the process lives), `/readyz` (it serves people; 503 with the reasons otherwise) and `/metrics`
 * (Prometheus), to whoever may reach the address.
 *
 * @throws HubbubError where the address is taken or none of this machine's.
 * @example
 * const health = await openHealth({ host: '127.0.0.1', port: 9464 }, { database: () => store.pool.query('select 1') });
 */
export async function openHealth({ host, port }: { host: string; port: number }, readiness: Readiness) {
  watchProcess();
  const server = createServer((request, response) => {
    answer(request, response, readiness).catch(() => response.writeHead(500).end());
  });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new HubbubError(
      `Health and metrics cannot be served at ${host}:${port}: ${(error as Error).message}.`,
      'Choose another port with HUBBUB_METRICS_PORT, or unset it.',
    );
  }
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer({ url, method }: IncomingMessage, response: ServerResponse, readiness: Readiness) {
  const path = url?.split('?')[0];
  if (method !== 'GET' && method !== 'HEAD') return response.writeHead(405, { allow: 'GET, HEAD' }).end();
  if (path === '/healthz') return response.end('ok\n');
  if (path === '/metrics') {
    const text = await registry.metrics();
    return response.setHeader('content-type', registry.contentType).end(text);
  }
  if (path !== '/readyz') return response.writeHead(404).end();
  const states = await Promise.all(
    Object.entries(readiness).map(async ([name, check]) => [name, await stateOf(check)] as const),
  );
  const ready = states.every(([, state]) => state === 'ok');
  response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json' });
  return response.end(`${JSON.stringify({ ready, ...Object.fromEntries(states) })}\n`);
}

/** `ok`, or in a word what is wrong; details are for the log. */
async function stateOf(check: () => Promise<unknown>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(resolve, PATIENCE, 'no answer');
  const said = await Promise.race([
    promise,
    check().then(
      () => 'ok',
      () => 'not ready',
    ),
  ]);
  clearTimeout(timer);
  return said;
}
