import { setInterval } from 'node:timers';
import type pg from 'pg';
import type { Store } from './store.ts';

/** Work that one process alone does at a time. */
export interface Claims {
  /**
   * Takes `name` for this process, or answers nothing where it is taken. The claim holds until it is released, or until
   * this process or its connection ends, whichever way: then another may take it, and `lost` is aborted.
   */
  take(name: string): Promise<Claim | undefined>;
  close(): Promise<void>;
}

interface Claim {
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** How often the connection that holds the claims is looked at, in milliseconds. */
const LOOK = 5_000;

/**
 * Claims by advisory locks of PostgreSQL, all on one connection. The embedded database has one process anyway, so there
 * only what that process itself has taken counts.
 *
 * @see https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
 * @example
 * const claim = await claims.take('topics slack:T024BE7LD');
 * if (claim) await refresh().finally(() => claim.release());
 */
export function openClaims(store: Store): Claims {
  const taken = new Set<string>();
  let connection: Promise<Connection> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  /** A connection takes one query at a time. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };

  async function connect(): Promise<Connection> {
    const client = await store.pool.connect();
    const lost = new AbortController();
    let ended = false;
    const end = (broken = false) => {
      if (ended) return;
      ended = true;
      clearInterval(timer);
      client.off('error', failed);
      client.off('end', failed);
      client.release(broken);
    };
    const failed = () => {
      connection = undefined;
      taken.clear();
      end(true);
      lost.abort();
    };
    // A connection of which nobody has asked anything may be gone for hours before that shows.
    const timer = setInterval(() => inTurn(() => client.query('select 1')).catch(failed), LOOK).unref();
    client.on('error', failed);
    client.on('end', failed);
    return { client, lost: lost.signal, end, failed };
  }

  const ask = (sql: string, name: string) => inTurn(() => askNow(sql, name));
  async function askNow(sql: string, name: string): Promise<{ answer: boolean; lost: AbortSignal }> {
    connection ??= connect().catch((error) => {
      connection = undefined;
      throw error;
    });
    const { client, lost, failed } = await connection;
    try {
      const { rows } = await client.query<{ answer: boolean }>(sql, [name]);
      return { answer: rows[0]!.answer, lost };
    } catch (error) {
      failed();
      throw error;
    }
  }

  const lock = `select pg_try_advisory_lock(hashtextextended('hubbub ' || $1, 0)) as answer`;
  const unlock = `select pg_advisory_unlock(hashtextextended('hubbub ' || $1, 0)) as answer`;
  const alone = { answer: true, lost: new AbortController().signal };
  return {
    async take(name) {
      // A session may take its own lock twice, and would.
      if (taken.has(name)) return undefined;
      taken.add(name);
      const forget = () => taken.delete(name);
      try {
        const { answer, lost } = store.embedded ? alone : await ask(lock, name);
        if (!answer) return void forget();
        return {
          lost,
          async release() {
            if (!store.embedded && !lost.aborted) await ask(unlock, name).catch(() => {});
            if (!lost.aborted) forget();
          },
        };
      } catch (error) {
        forget();
        throw error;
      }
    },
    async close() {
      const open = await connection?.catch(() => undefined);
      connection = undefined;
      // Its locks end with it.
      open?.end(true);
    },
  };
}

interface Connection {
  client: pg.PoolClient;
  lost: AbortSignal;
  end(broken?: boolean): void;
  failed(): void;
}
