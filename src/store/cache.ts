import KeyvPostgres, { type KeyvPostgresOptions } from '@keyv/postgres';
import KeyvRedis from '@keyv/redis';
import { TimeoutStrategy, timeout } from 'cockatiel';
import Keyv from 'keyv';
import type pg from 'pg';
import { breaker } from '../breaker.ts';
import type { Config } from '../config.ts';
import { HubbubError } from '../errors.ts';
import type { Store } from './store.ts';

/** An entry is dropped so many days after it was written, so that nothing of a deleted message stays for ever. */
const DAYS = 90;
/** So long is Redis waited for, in milliseconds. */
const PATIENCE = 2_000;
const DAY = 24 * 60 * 60 * 1000;

/**
 * Opens a cache of bytes: in Redis or Valkey where `redisUrl` names one, otherwise in a table of the store's own
 * database. What it cannot reach counts as not cached, never as an error. `disconnect()` it before the store closes.
 *
 * @param options.strict throws where something cannot be taken out of it
 * @example
 * const cache = openCache(store, config, 'embeddings');
 * await cache.set(key, Buffer.from(vector.buffer));
 */
export function openCache(
  store: Store,
  config: Pick<Config, 'redisUrl'>,
  namespace: string,
  { strict = false } = {},
): Keyv<Uint8Array> {
  const backend = config.redisUrl
    ? new PatientRedis(
        // By itself it would wait for a server that is away until that comes back.
        { url: config.redisUrl, disableOfflineQueue: true, socket: { reconnectStrategy: false } },
        { throwOnConnectError: strict, throwOnErrors: strict },
      )
    : new CacheTable({ pool: store.pool, table: 'cache' });
  const cache = new Keyv<Uint8Array>({
    store: backend,
    namespace,
    throwOnErrors: strict,
    ttl: DAYS * DAY,
    // Base64, because both keep text: half the size and a tenth of the time of JSON numbers.
    serialize: ({ value }) => Buffer.from(value as Uint8Array).toString('base64'),
    deserialize: (text) => ({ value: Buffer.from(text, 'base64') as never }),
  });
  cache.on('error', () => {});
  return cache;
}

/** Redis may hang without being gone: then it is not waited for, and after a few times not asked. */
class PatientRedis extends KeyvRedis<string> {
  readonly #guarded = breaker('REDIS_URL', () => true);
  readonly #within = timeout(PATIENCE, TimeoutStrategy.Aggressive);

  #ask<T>(call: () => Promise<T>, otherwise: T): Promise<T> {
    return this.#guarded(() => this.#within.execute(call)).catch(() => otherwise);
  }

  override getMany<T>(keys: string[]) {
    const none = keys.map(() => undefined);
    return this.#ask<(T | undefined)[]>(() => super.getMany<T>(keys), none);
  }

  override setMany(...[entries]: Parameters<KeyvRedis<string>['setMany']>) {
    return this.#ask(() => super.setMany(entries), undefined);
  }

  override deleteMany(keys: string[]) {
    return this.#insist(() => super.deleteMany(keys));
  }

  override async *iterator<T>(namespace?: string): AsyncGenerator<[string, T | undefined], void> {
    const steps = super.iterator<T>(namespace);
    for (;;) {
      const { done, value } = await this.#insist(() => steps.next());
      if (done) return;
      yield value as [string, T | undefined];
    }
  }

  override disconnect(force?: boolean): Promise<void> {
    return this.#within.execute(() => super.disconnect(force)).catch(() => super.disconnect(true));
  }

  /** @throws HubbubError where it is away or hangs: what is to be forgotten must not be taken for it. */
  async #insist<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.#within.execute(call);
    } catch (cause) {
      throw new HubbubError(
        'The cache at REDIS_URL does not answer, so what is gone could not be taken out of it.',
        'Start it, or correct REDIS_URL. It is tried again every minute while Hubbub runs.',
        { cause },
      );
    }
  }
}

/**
 * Drops the vectors of texts that no message has any more, and takes them off the list of lost texts.
 *
 * @param embedders ids of those that may have embedded them
 */
export async function dropLost(
  store: Store,
  config: Pick<Config, 'redisUrl'>,
  embedders: readonly string[],
): Promise<void> {
  const { rows } = await store.pool.query<{ hash: string; gone: boolean }>(
    `select distinct hash, not exists (select from message where content_hash = hash) as gone from lost_text`,
  );
  if (rows.length === 0) return;
  const cache = openCache(store, config, EMBEDDINGS, { strict: true });
  try {
    const keys = rows.flatMap(({ hash, gone }) => (gone ? embedders.map((id) => cacheKey(id, hash)) : []));
    for (let i = 0; i < keys.length; i += KEYS_AT_A_TIME)
      await cache.deleteMany(keys.slice(i, i + KEYS_AT_A_TIME));
  } finally {
    await cache.disconnect();
  }
  await store.pool.query('delete from lost_text where hash = any($1)', [rows.map(({ hash }) => hash)]);
}

/** Drops the vectors of all texts that no message has: of what was asked for, too, and of what was lost unseen. */
export async function sweepCache(store: Store, config: Pick<Config, 'redisUrl'>): Promise<void> {
  const cache = openCache(store, config, EMBEDDINGS, { strict: true });
  try {
    const check = async (keys: string[]) => {
      const { rows } = await store.pool.query<{ key: string }>(
        `select key from unnest($1::text[]) key
         where not exists (select from message where content_hash = right(key, ${HASH_LENGTH}))`,
        [keys],
      );
      await cache.deleteMany(rows.map(({ key }) => key));
    };
    if (!config.redisUrl) {
      await cache.has(''); // makes the table where there is none
      await store.pool.query(
        `delete from cache where key like $1
         and not exists (select from message where content_hash = right(key, ${HASH_LENGTH}))`,
        [`${EMBEDDINGS}:%`],
      );
      return;
    }
    const keys: string[] = [];
    for await (const [key] of cache.iterator!(EMBEDDINGS)) {
      if (keys.push(key as string) < KEYS_AT_A_TIME) continue;
      await check(keys.splice(0));
    }
    await check(keys);
  } finally {
    await cache.disconnect();
  }
}

/** Namespace of the vectors. */
export const EMBEDDINGS = 'embeddings';
const HASH_LENGTH = 64;
const KEYS_AT_A_TIME = 500;

/** Under which a vector is kept: it ends with the hash of its text. */
export const cacheKey = (embedderId: string, hash: string): string => `${embedderId}:${hash}`;

/**
 * Keyv's table over the store's connections, instead of a second pool that would live as long as the process; and with
 * the time of writing, since Keyv leaves it to the table to let entries expire.
 */
class CacheTable extends KeyvPostgres {
  declare opts: KeyvPostgresOptions & { pool: pg.Pool };

  #cleared = 0;

  constructor(options: CacheTable['opts']) {
    super(options);
  }

  override async connect() {
    const { pool } = this.opts;
    await pool.query(`create table if not exists cache (key varchar(255) primary key, value text)`);
    await pool.query(`alter table cache add column if not exists written timestamptz not null default now()`);
    return async (sql: string, values?: unknown[]) => (await pool.query(sql, values)).rows;
  }

  /** Before it writes, and once a day at most, it drops what has expired. */
  override async setMany(entries: Parameters<KeyvPostgres['setMany']>[0]) {
    if (Date.now() - this.#cleared > DAY) {
      this.#cleared = Date.now();
      await this.query('delete from cache where written < now() - make_interval(days => $1)', [DAYS]);
    }
    return super.setMany(entries);
  }

  override async disconnect() {}
}
