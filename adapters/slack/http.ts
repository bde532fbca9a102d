import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HTTPReceiver } from '@slack/bolt';
import { HubbubError } from '../../src/errors.ts';

/** The path that Slack posts to: the first workspace's, then `/slack/events/2` and so on. */
const pathOf = (index: number) => `/slack/events${index === 0 ? '' : `/${index + 1}`}`;

/** The HTTP server that Slack posts events and commands to. Each receiver checks its own workspace's signature. */
export class HttpDoor {
  readonly #server: Server;
  /** To be entered in each workspace's app, with the public name in front. */
  readonly addresses: string[];

  /** @throws HubbubError where the port is taken. */
  static async open(
    receivers: readonly HTTPReceiver[],
    listen: { host: string; port: number },
  ): Promise<HttpDoor> {
    const byPath = new Map(receivers.map((receiver, i) => [pathOf(i), receiver]));
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://slack');
      const receiver = request.method === 'POST' ? byPath.get(pathname) : undefined;
      if (!receiver) return void response.writeHead(404).end();
      request.url = pathOf(0); // the one path that every receiver knows
      receiver.requestListener(request, response);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new HubbubError(
            `Slack cannot be listened for at ${listen.host}:${listen.port} (${error.code}).`,
            'Set SLACK_LISTEN to an address of this machine and a free port, or stop the program that has it.',
            { cause: error },
          ),
        ),
      );
      server.listen(listen.port, listen.host, resolve);
    });
    return new HttpDoor(server, receivers.length);
  }

  private constructor(server: Server, count: number) {
    this.#server = server;
    const { address, port, family } = server.address() as AddressInfo;
    const host = family === 'IPv6' ? `[${address}]` : address;
    this.addresses = Array.from({ length: count }, (_, i) => `http://${host}:${port}${pathOf(i)}`);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    // Slack has its acknowledgement long before.
    setTimeout(() => this.#server.closeAllConnections(), 1_000).unref();
    await closed;
  }
}
