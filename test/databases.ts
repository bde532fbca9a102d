import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import pg from 'pg';
import { openStore, type Store } from '../src/store/store.ts';
import { newDataFolder } from './data-folder.ts';

/** A kind of database that the store must work on, and an empty one of it for a test. */
export interface TestDatabase {
  name: string;
  /** Set where this machine has none. */
  missing: boolean;
  create(): Promise<{ store: Store; drop(): Promise<void> }>;
}

const serverUrl = process.env.TEST_DATABASE_URL;
if (!serverUrl) console.warn('TEST_DATABASE_URL is not set: nothing is tested on a PostgreSQL server.');

/** The embedded database, and a PostgreSQL server with pgvector where TEST_DATABASE_URL names one. */
export const databases: TestDatabase[] = [
  {
    name: 'embedded',
    missing: false,
    async create() {
      const dataDir = await newDataFolder();
      const store = await openStore({ dataDir });
      const drop = async () => {
        await store.close();
        await rm(dataDir, { recursive: true });
      };
      return { store, drop };
    },
  },
  {
    name: 'server',
    missing: !serverUrl,
    async create() {
      const name = `hubbub_test_${randomBytes(6).toString('hex')}`;
      await asAdministrator(`create database ${name}`);
      const url = new URL(serverUrl!);
      url.pathname = `/${name}`;
      const store = await openStore({ dataDir: '', databaseUrl: url.href });
      const drop = async () => {
        await store.close();
        await asAdministrator(`drop database ${name}`);
      };
      return { store, drop };
    },
  },
];

async function asAdministrator(command: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(command);
  await client.end();
}
