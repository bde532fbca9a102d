import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Config } from '../config.ts';
import type { HubbubError } from '../errors.ts';
import { startEmbedded } from './embedded.ts';
import { scheduleHousekeeping } from './housekeeping.ts';
import { bringUpToDate } from './migrate.ts';
import * as schema from './schema.ts';
import { explainTrouble } from './trouble.ts';

/** Everything Hubbub keeps: one PostgreSQL dialect, whether embedded or on a server. */
export interface Store {
  /**
   * Embedded, all connections share one session: within a transaction use only its `tx`, never `db`, and use no
   * named statements, session settings, advisory locks or COPY FROM STDIN.
   */
  db: NodePgDatabase<typeof schema>;
  pool: pg.Pool;
  connectionString: string;
  embedded: boolean;
  /** Resolves with the reason if an embedded database stops by itself: then only a new start helps. */
  stopped?: Promise<HubbubError>;
  /** That reason, where something has failed and this may be why; undefined where the database is well. */
  whyStopped?(): Promise<HubbubError | undefined>;
  /** Waits for queries in hand, then closes; an embedded database is left tidy on disk. */
  close(): Promise<void>;
}

/**
 * Opens the store: PostgreSQL where `databaseUrl` names one, else the embedded database in `dataDir`.
 *
 * @throws HubbubError when the folder or the server cannot be used, with what to do about it.
 * @example
 * const store = await openStore(loadConfig());
 * await store.db.select().from(messages);
 * await store.close();
 */
export async function openStore(config: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Store> {
  return config.databaseUrl ? openServer(config.databaseUrl) : openEmbedded(config.dataDir);
}

/** A database that has just ended has said why within so many milliseconds. */
const SAID_WITHIN = 2_000;

async function openEmbedded(dataDir: string): Promise<Store> {
  const database = await startEmbedded(dataDir);
  const pool = newPool({ connectionString: database.connectionString, max: 4 });
  void database.stopped.then((error) => refuseAll(pool, error));
  const whyStopped = async () =>
    (await pool.query('select').catch(() => undefined))
      ? undefined
      : Promise.race([database.stopped, wait(SAID_WITHIN, undefined, { ref: false })]);
  try {
    await bringUpToDate(pool);
  } catch (error) {
    const reason = await whyStopped();
    await pool.end();
    await database.close();
    throw reason ?? error;
  }
  const stopHousekeeping = scheduleHousekeeping(pool);
  return {
    db: drizzle(pool, { schema }),
    pool,
    connectionString: database.connectionString,
    embedded: true,
    stopped: database.stopped,
    whyStopped,
    async close() {
      await stopHousekeeping();
      await drain(pool);
      await database.close();
    },
  };
}

async function openServer(connectionString: string): Promise<Store> {
  const pool = newPool({ connectionString, max: 10, ...limits });
  try {
    await bringUpToDate(pool);
  } catch (error) {
    await pool.end();
    const { host, pathname } = new URL(connectionString);
    throw explainTrouble(error, `The database ${host}${pathname}`);
  }
  // From here on: what brings a database up to date may be silent for long.
  pool.on('connect', (client) => {
    const { stream } = (client as typeof client & { connection: { stream: Socket } }).connection;
    stream.setTimeout(SILENCE, () => stream.destroy(new Error('Connection terminated unexpectedly')));
  });
  return {
    db: drizzle(pool, { schema }),
    pool,
    connectionString,
    embedded: false,
    close: () => drain(pool),
  };
}

/** A server that is gone, or that hangs, is noticed and told, in milliseconds; so is a process that dies within a transaction. */
const limits = {
  connectionTimeoutMillis: 15_000,
  statement_timeout: 120_000,
  idle_in_transaction_session_timeout: 60_000,
  keepAlive: true,
};
/** Longer than any statement may take, in milliseconds: a connection in use that is silent for so long is dead. */
const SILENCE = 150_000;

/**
 * A store on a database that this process has opened already, for a thread of its own: nothing is started or migrated.
 *
 * @example
 * const store = connectStore(workerData.database); // { connectionString, embedded } of the opened one
 */
export function connectStore({
  connectionString,
  embedded,
}: Pick<Store, 'connectionString' | 'embedded'>): Store {
  const pool = newPool({ connectionString, max: 2, ...(embedded ? {} : limits) });
  return { db: drizzle(pool, { schema }), pool, connectionString, embedded, close: () => drain(pool) };
}

function newPool(options: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(options);
  // A connection that breaks fails its query, or is replaced when next needed; its event, unheard, would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Makes every further query fail with the same error. */
function refuseAll(pool: pg.Pool, error: Error): void {
  const refuse = (callback?: (error: Error) => void) => (callback ? callback(error) : Promise.reject(error));
  pool.connect = refuse as pg.Pool['connect'];
}

/** Ends the pool after everything that was asked of it; by itself it would forget queries that wait for a connection. */
async function drain(pool: pg.Pool): Promise<void> {
  while (pool.waitingCount > 0) await once(pool, 'release');
  await pool.end();
}
