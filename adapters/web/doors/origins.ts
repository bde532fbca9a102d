import type { MiddlewareHandler } from 'hono';
import { bracketed } from '../../../src/config/web.ts';

/** Names under which a browser on this machine reaches it. */
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Where the dashboard is: the address it listens on, and where a reverse proxy serves it. */
export interface Place {
  host: string;
  port: number;
  url?: string;
}

/** Addresses that stand for all of a machine's. */
const ANY = ['0.0.0.0', '::'];

/** The origin to open it under from this machine, or from where its address is reached. */
export const originOf = ({ host, port }: Place): string =>
  `http://${ANY.includes(host) ? '127.0.0.1' : bracketed(host)}:${port}`;

/** The origins under which it may be asked for. */
export const originsOf = (place: Place): Set<string> =>
  new Set([
    ...LOOPBACK.map((host) => `http://${host}:${place.port}`),
    originOf(place),
    ...(place.url ? [place.url] : []),
  ]);

/**
 * Turns away who asks under another name (DNS rebinding: an attacker's name that leads to 127.0.0.1), and what other
 * pages ask for: changes need this page's own `Origin`, and data is for nobody else's scripts.
 */
export function ownOnly(place: Place): MiddlewareHandler {
  const origins = originsOf(place);
  const hosts = new Set([...origins].map((origin) => new URL(origin).host));
  return async (context, next) => {
    const host = context.req.header('host');
    if (!host || !hosts.has(host.toLowerCase()))
      return context.text(`Not served under this name: open ${[...origins].at(-1)}\n`, 421);
    const origin = context.req.header('origin');
    const foreign = origin === undefined ? !isReading(context.req.method) : !origins.has(origin);
    const asker = context.req.header('sec-fetch-site');
    const data = context.req.path.startsWith('/api/');
    if (foreign || (data && asker !== undefined && asker !== 'same-origin' && asker !== 'none'))
      return context.text('Only the dashboard itself may ask this.\n', 403);
    await next();
  };
}

const isReading = (method: string) => method === 'GET' || method === 'HEAD';
