import type { Finding } from '../../adapters/adapter.ts';
import { HubbubError } from '../errors.ts';
import type { Hubbub } from '../hubbub.ts';
import { openHealth } from '../live/health.ts';
import { openCache } from '../store/cache.ts';
import { listAside } from '../store/set-aside.ts';

/** What `doctor` looks at of the settings about operation, and what has been set aside. */
export function operationFindings({ config, store }: Hubbub): Record<string, Finding> {
  const { redisUrl, metrics, logLevel, roles } = config;
  return {
    ...(redisUrl && { redis: async () => tryRedis(await store(), redisUrl) }),
    ...(metrics && { metrics: () => tryAddress(metrics) }),
    operation: async () => `does ${[...roles].join(', ')}; logs ${logLevel} and worse`,
    'set aside': async () => {
      const reasons = await listAside(await store());
      if (reasons.length === 0) return 'no message had to be set aside';
      const total = reasons.reduce((sum, { count }) => sum + count, 0);
      const listed = reasons
        .map(({ count, step, reason, example }) => `${count} at ${step} (for instance ${example}): ${reason}`)
        .join('; ');
      throw new HubbubError(
        `${total} messages could not be used. ${listed}`,
        'They are tried again when they are edited. If the reason is a limit of the embedder, another one may take them; if it looks like a fault of Hubbub, please report it.',
      );
    },
  };
}

async function tryRedis(store: Parameters<typeof openCache>[0], redisUrl: string): Promise<string> {
  const cache = openCache(store, { redisUrl }, 'doctor');
  try {
    await cache.setMany([{ key: 'doctor', value: Buffer.from('well') }]);
    const [answer] = await cache.getMany<Uint8Array>(['doctor']);
    if (Buffer.from(answer ?? []).toString() === 'well')
      return `${new URL(redisUrl).host} keeps what it is given`;
    throw new HubbubError(
      `The Redis server at ${new URL(redisUrl).host} does not answer as it should.`,
      'Start it, or correct REDIS_URL (with its password); without it the cache is in the database.',
    );
  } finally {
    await cache.disconnect();
  }
}

/** A Hubbub that is running serves there already. */
async function tryAddress(address: { host: string; port: number }): Promise<string> {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  const url = `http://${host}:${address.port}/healthz`;
  const running = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    .then((response) => response.ok)
    .catch(() => false);
  if (running) return `served at ${url} by a Hubbub that is running`;
  await (await openHealth(address, {})).close();
  return `can be served at ${url}`;
}
