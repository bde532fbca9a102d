import { hash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { to as copyTo } from 'pg-copy-streams';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../test/databases.ts';
import { workspaces } from './schema.ts';
import type { Store } from './store.ts';

const md5 = (text: string) => hash('md5', text);

describe.for(databases)('the store on a database: $name', (database) => {
  describe.skipIf(database.missing)('open', () => {
    let store: Store;
    let drop: () => Promise<void>;
    beforeAll(async () => {
      ({ store, drop } = await database.create());
    });
    afterAll(() => drop());

    test('transactions that run at the same time neither mix nor deadlock', async () => {
      await store.pool.query('create table counter (n int)');
      await store.pool.query('insert into counter values (0)');
      await Promise.all(
        Array.from({ length: 12 }, () =>
          store.db.transaction(async (tx) => {
            const { rows } = await tx.execute<{ n: number }>(sql`select n from counter for update`);
            await new Promise((resolve) => setTimeout(resolve, 2));
            await tx.execute(sql`update counter set n = ${rows[0]!.n + 1}`);
          }),
        ),
      );
      expect((await store.pool.query('select n from counter')).rows).toEqual([{ n: 12 }]);
    });

    test('a transaction that fails leaves nothing behind and frees the others', async () => {
      const failing = store.db.transaction(async (tx) => {
        await tx.insert(workspaces).values({ id: 'test:gone' });
        throw new Error('on purpose');
      });
      const [failure, rows] = await Promise.allSettled([failing, store.db.select().from(workspaces)]);
      expect(failure.status).toBe('rejected');
      expect(rows).toEqual({ status: 'fulfilled', value: [] });
    });

    test('queries at the same time never get each other’s answers, even if they arrive in pieces', async () => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, async (_, i) => {
          const long = String.fromCharCode(97 + (i % 26)).repeat(i % 2 ? 300_000 : 3);
          const statement = `select '${i}' as statement, md5($1) = '${md5(long)}' as same`;
          return (await store.pool.query(statement, [long])).rows[0];
        }),
      );
      expect(answers).toEqual(answers.map((_, i) => ({ statement: `${i}`, same: true })));
    });

    test('a COPY in the midst of other queries is whole', async () => {
      const client = await store.pool.connect();
      const copy = client.query(copyTo('copy (select n from generate_series(1, 20000) n) to stdout'));
      const [text] = await Promise.all([
        Array.fromAsync(copy).then((chunks) => Buffer.concat(chunks).toString()),
        Promise.all(Array.from({ length: 20 }, (_, i) => store.pool.query('select $1::int as n', [i]))),
      ]);
      client.release();
      expect(text).toBe(Array.from({ length: 20_000 }, (_, i) => `${i + 1}\n`).join(''));
    });

    test('errors of one connection do not reach another', async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 40 }, (_, i) => store.pool.query('select 1 / $1::int as n', [i % 2])),
      );
      expect(results.map((r) => r.status)).toEqual(results.map((_, i) => (i % 2 ? 'fulfilled' : 'rejected')));
    });

    test('a connection that is dropped in a transaction rolls back and frees the others', async () => {
      const client = await store.pool.connect();
      await client.query('begin');
      await client.query("insert into workspace (id) values ('test:dropped')");
      const others = store.db.select().from(workspaces);
      client.release(true);
      expect(await others).toEqual([]);
    });
  });

  test.skipIf(database.missing)('closing waits for what was asked before', async () => {
    const { store, drop } = await database.create();
    const answers = Promise.all(
      Array.from({ length: 30 }, (_, i) => store.pool.query('select $1::int as n', [i])),
    );
    await drop();
    expect((await answers).map((a) => a.rows[0].n)).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });
});
