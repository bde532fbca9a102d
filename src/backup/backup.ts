import type pg from 'pg';
import type { Store } from '../store/store.ts';
import { readBackup, writeBackup } from './format.ts';
import { listTables, quoted, type Table } from './tables.ts';

/** Rows fetched at a time: the embedded database holds an answer in memory until it is sent. */
const FETCH = 500;

/**
 * Writes everything the store holds, but for caches, as it is at one moment: others may go on writing meanwhile. Then
 * reads the file once to be sure of it.
 *
 * @returns how many rows it holds
 * @throws HubbubError where the file cannot be written
 * @example
 * await backUp(store, '/backups/hubbub-2026-01-31.jsonl.gz');
 */
export async function backUp(
  store: Store,
  file: string,
  { onProgress }: { onProgress?(rows: number): void } = {},
): Promise<number> {
  const client = await store.pool.connect();
  let rows: number;
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0');
    let done = 0;
    rows = await writeBackup(file, await listTables(client), async function* (table) {
      for await (const row of rowsOf(client, table)) {
        if (++done % FETCH === 0) onProgress?.(done);
        yield row;
      }
    });
    await client.query('commit');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
  for await (const _ of readBackup(file));
  return rows;
}

async function* rowsOf(client: pg.ClientBase, { name, columns, vectors }: Table): AsyncGenerator<string> {
  const cells = columns.map((column) => {
    const cell = `t.${quoted(column)}`;
    const type = vectors[column];
    return type
      ? `translate(encode(${type}_send(${cell}), 'base64'), E'\\n', '') as ${quoted(column)}`
      : cell;
  });
  await client.query(
    `declare backup no scroll cursor for
     select (select to_jsonb(cells)::text from (select ${cells.join()}) cells) as row from ${quoted(name)} t`,
  );
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`fetch ${FETCH} from backup`);
    for (const { row } of rows) yield row;
    if (rows.length < FETCH) break;
  }
  await client.query('close backup');
}
