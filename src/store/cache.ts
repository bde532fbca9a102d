import KeyvPostgres, { type KeyvPostgresOptions } from '@keyv/postgres';
import KeyvRedis from '@keyv/redis';
import { TimeoutStrategy, timeout } from 'cockatiel';
import Keyv from 'keyv';
import type pg from 'pg';
import { breaker } from '../breaker.ts';
import type { Config } from '../config.ts';
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
 * @example
 * const cache = openCache(store, config, 'embeddings');
 * await cache.set(key, Buffer.from(vector.buffer));
 */
export function openCache(
  store: Store,
  config: Pick<Config, 'redisUrl'>,
  namespace: string,
): Keyv<Uint8Array> {
  const backend = config.redisUrl
    ? new PatientRedis(
        // By itself it would wait for a server that is away until that comes back.
        { url: config.redisUrl, disableOfflineQueue: true, socket: { reconnectStrategy: false } },
        { throwOnConnectError: false },
      )
    : new CacheTable({ pool: store.pool, table: 'cache' });
  const cache = new Keyv<Uint8Array>({
    store: backend,
    namespace,
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
}

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
