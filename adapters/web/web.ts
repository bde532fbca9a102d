import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Dashboard } from '../../src/cli/cli.ts';
import { bracketed, isLoopback, type WebConfig } from '../../src/config/web.ts';
import { HubbubError } from '../../src/errors.ts';
import type { Views } from '../../src/views/views.ts';
import { buildApp } from './app.ts';
import { OneTimeLink } from './doors/link.ts';
import { originOf } from './doors/origins.ts';
import type { ViewerOf } from './doors/viewers.ts';

export interface WebOptions extends WebConfig {
  views: Views;
  /** Those through which people can sign in. */
  platforms: ReadonlyMap<string, ViewerOf>;
  /** Tells the operator, and nobody else. */
  tell(text: string): void;
  onTrouble(error: unknown): void;
}

/**
 * A local page on what `views` shows.
 *
 * @example
 * const dashboard = webAdapter({ host: '127.0.0.1', port: 4822, signIn: [], platforms: new Map(), views, tell: terminal.note, onTrouble });
 * await dashboard.start(); // says: The dashboard is at http://127.0.0.1:4822/#token=…
 */
export function webAdapter({ host, port, url, tell, ...options }: WebOptions): Dashboard {
  let server: ServerType | undefined;
  return {
    async start() {
      const place = { host, port, ...(url && { url }) };
      const link = new OneTimeLink();
      const here = () => link.url(originOf(place));
      const onEntered = () =>
        tell(`The dashboard was opened. That link is used up; the next one is ${here()}`);
      // The application is built when it is known which port it is.
      let app: Pick<Hono, 'fetch'> | undefined;
      server = createAdaptorServer({ fetch: (request) => app!.fetch(request) });
      place.port = await listen(server, host, port);
      app = buildApp({ ...options, place, link, onEntered });
      tell(`The dashboard is at ${here()}`);
    },
    async stop() {
      server?.close();
      if (server && 'closeAllConnections' in server) server.closeAllConnections();
    },
    examine: () => ({
      dashboard: async () => {
        const served = url ? `, and at ${url} by a reverse proxy` : '';
        const names = options.signIn.map(({ platform }) => platform);
        const people =
          names.length > 0 ? `people sign in through ${names.join(' or ')}` : 'only you can sign in';
        const reach = isLoopback(host) ? '' : ', which other machines may reach';
        return `served at http://${bracketed(host)}:${port || '(any free port)'}${reach}${served}; ${people}`;
      },
    }),
  };
}

async function listen(server: ServerType, host: string, port: number): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    throw new HubbubError(
      taken
        ? `The dashboard is not served: something else has port ${port}, maybe another Hubbub.`
        : `The dashboard is not served at ${bracketed(host)}:${port}: ${(error as Error).message}.`,
      'Choose another with HUBBUB_WEB_PORT (auto for any that is free, or off) or HUBBUB_WEB_HOST.',
      { cause: error },
    );
  }
  return (server.address() as AddressInfo).port;
}
