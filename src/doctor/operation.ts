import type { Finding } from '../../adapters/adapter.ts';
import type { Config } from '../config.ts';
import { HubbubError } from '../errors.ts';
import type { Hubbub } from '../hubbub.ts';
import { openHealth } from '../live/health.ts';
import { openCache } from '../store/cache.ts';
import { listAside } from '../store/set-aside.ts';
import type { Store } from '../store/store.ts';

/** What `doctor` looks at of the settings about operation, and what has been set aside. */
export function operationFindings({ config, store }: Hubbub): Record<string, Finding> {
  const { redisUrl, metrics, logLevel, roles } = config;
  return {
    ...(redisUrl && { redis: async () => tryRedis(await store(), redisUrl) }),
    ...(metrics && { metrics: () => tryAddress(metrics) }),
    operation: async () => `does ${[...roles].join(', ')}; logs ${logLevel} and worse`,
    collected: async () => collected(await store(), config),
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

/** A name that is misspelt would keep a channel out, or its messages, without a word. */
async function collected({ pool }: Store, { onlyChannels, retention, botMessages }: Config): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    'select id as name from channel union select name from channel where name is not null',
  );
  const known = new Set(rows.map(({ name }) => name));
  const named = new Set([...(onlyChannels ?? []), ...retention.channels.keys()]);
  const strange = [...named].filter((name) => !known.has(name));
  const kept = retention.days ? `kept for ${retention.days} days` : 'kept until it is deleted';
  const terms = [...retention.channels].map(([name, days]) => `${name} for ${days}`);
  return [
    `${onlyChannels ? [...onlyChannels].join(', ') : 'every channel that the bot may read'}${botMessages ? ', bots too' : ''}`,
    [kept, ...terms].join(', '),
    ...(strange.length > 0 ? [`nothing is stored yet of a channel called ${strange.join(', ')}`] : []),
  ].join('; ');
}

async function tryRedis(store: Store, redisUrl: string): Promise<string> {
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
