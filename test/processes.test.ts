import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { expect, test } from 'vitest';
import { killProcesses } from '../bench/processes/kills.ts';

const serverUrl = process.env.TEST_DATABASE_URL;

test.skipIf(!serverUrl)(
  'four processes on one PostgreSQL, killed at any moment, lose and double nothing',
  { timeout: 300_000 },
  async () => {
    const name = `hubbub_test_${randomBytes(6).toString('hex')}`;
    const administrator = new pg.Client(serverUrl);
    await administrator.connect();
    await administrator.query(`create database ${name}`);
    const url = new URL(serverUrl!);
    url.pathname = `/${name}`;
    try {
      const result = await killProcesses(url.href, {
        kills: 4,
        perSecond: 20,
        due: 2,
        slow: 50,
        quiet: 1_500,
      });
      const { store, digests, unembedded, unhandled } = result;
      expect(store.messages).toBeGreaterThan(50);
      expect(store).toMatchObject({ differences: [], doubled: 0 });
      expect(digests).toMatchObject({ due: 8, lost: 0, doubled: 0 });
      expect({ unembedded, unhandled }).toEqual({ unembedded: 0, unhandled: 0 });
    } finally {
      await administrator.query(`drop database ${name} with (force)`);
      await administrator.end();
    }
  },
);
