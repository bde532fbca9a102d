import { fileURLToPath } from 'node:url';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import type { Config } from '../config.ts';
import { startEmbedded } from './embedded.ts';
import * as schema from './schema.ts';

/** Everything Hubbub keeps: one PostgreSQL dialect, whether embedded or on a server. */
export interface Store {
  db: NodePgDatabase<typeof schema>;
  pool: pg.Pool;
  connectionString: string;
  embedded: boolean;
  /** Waits for queries in hand, then closes; an embedded database is left tidy on disk. */
  close(): Promise<void>;
}

/**
 * Opens the store: PostgreSQL where `databaseUrl` names one, else the embedded database in `dataDir`.
 *
 * @example
 * const store = await openStore(loadConfig());
 * await store.db.select().from(messages);
 * await store.close();
 */
export async function openStore(config: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Store> {
  const embedded = config.databaseUrl ? undefined : await startEmbedded(config.dataDir);
  const connectionString = embedded?.connectionString ?? config.databaseUrl!;
  const pool = new pg.Pool({ connectionString, max: embedded ? 4 : 10 });
  const db = drizzle(pool, { schema });
  await pool.query('create extension if not exists vector');
  await migrate(db, { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) });
  return {
    db,
    pool,
    connectionString,
    embedded: !!embedded,
    async close() {
      await pool.end();
      await embedded?.close();
    },
  };
}
