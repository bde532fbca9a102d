import type pg from 'pg';
import { HubbubError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { type Header, type Row, readBackup } from './format.ts';
import { listTables, quoted, type Table } from './tables.ts';

const ROWS_A_STATEMENT = 200;

/**
 * Puts the contents of a backup into an empty store, whichever kind of database either comes from: all of it, or after
 * any failure nothing.
 *
 * @param options.force takes the place of what the store holds
 * @returns how many rows were restored
 * @throws HubbubError where the store holds something, or the file is damaged or newer than this program
 * @example
 * await restore(store, '/backups/hubbub-2026-01-31.jsonl.gz');
 */
export async function restore(
  store: Store,
  file: string,
  { force = false, onProgress }: { force?: boolean; onProgress?(rows: number): void } = {},
): Promise<number> {
  const client = await store.pool.connect();
  try {
    await client.query('begin');
    await client.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0');
    const rows = await fill(client, file, force, onProgress);
    // A backup of an older version knows no line for embedding: every message is looked at once.
    await client.query(`update duty set done_at = null where name = 'embed'`);
    await client.query('commit');
    await client.query('analyze');
    client.release();
    return rows;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function fill(
  client: pg.ClientBase,
  file: string,
  force: boolean,
  onProgress?: (rows: number) => void,
) {
  const here = await listTables(client);
  let tables: Map<string, Table> | undefined;
  let table: Table | undefined;
  let batch: Row[] = [];
  let done = 0;
  const flush = async () => {
    if (table && batch.length > 0) await insert(client, table, batch);
    done += batch.length;
    batch = [];
    onProgress?.(done);
  };
  for await (const piece of readBackup(file)) {
    if ('header' in piece) {
      tables = matched(file, piece.header, here);
      await makeRoom(client, here, force);
    } else if ('table' in piece) {
      await flush();
      table = tables?.get(piece.table);
    } else {
      if (!table) throw new HubbubError(`${file} is not a backup.`, 'Give a file that `backup` has written.');
      batch.push(piece.row);
      if (batch.length >= ROWS_A_STATEMENT) await flush();
    }
  }
  await flush();
  return done;
}

/** The tables of a backup, which a newer program may have more of, but not fewer. */
function matched(file: string, { tables }: Header, here: readonly Table[]): Map<string, Table> {
  for (const { name, columns } of tables) {
    const known = here.find((table) => table.name === name);
    const strange = known ? columns.find((column) => !known.columns.includes(column)) : name;
    if (strange)
      throw new HubbubError(
        `${file} was made by a newer Hubbub: this one knows nothing of ${known ? `${name}.${strange}` : name}.`,
        'Restore it with that version or a later one.',
      );
  }
  return new Map(tables.map((table) => [table.name, table]));
}

async function makeRoom(client: pg.ClientBase, tables: readonly Table[], force: boolean): Promise<void> {
  const names = tables.map(({ name }) => quoted(name));
  if (force) return void (await client.query(`truncate ${names.join()}`));
  for (const name of names) {
    const { rowCount } = await client.query(`select from ${name} limit 1`);
    if (rowCount)
      throw new HubbubError(
        'There is something in this database already, and a backup takes the place of everything.',
        'Restore into an empty one (another HUBBUB_DATA_DIR or DATABASE_URL), or add --force to lose what is there.',
      );
  }
}

/** Rows travel as one JSON parameter; vectors beside it, in binary, which is several times faster than text. */
async function insert(client: pg.ClientBase, { name, columns, vectors }: Table, rows: readonly Row[]) {
  const binary = Object.entries(vectors);
  const plain = rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([column]) => !(column in vectors))),
  );
  const values: unknown[] = [JSON.stringify(plain)];
  const places = rows.map((row, i) => {
    const cells = binary.map(([column, type]) => {
      const base64 = row[column] as string | null;
      return `$${values.push(base64 === null ? null : Buffer.from(base64, 'base64'))}::${type}`;
    });
    return `(${[i + 1, ...cells].join()})`;
  });
  const chosen = columns.map((column) => (column in vectors ? `v.${quoted(column)}` : `r.${quoted(column)}`));
  const beside = [quoted('i'), ...binary.map(([column]) => quoted(column))].join();
  await client.query(
    `insert into ${quoted(name)} (${columns.map(quoted).join()}) select ${chosen.join()}
     from json_populate_recordset(null::${quoted(name)}, $1) with ordinality as r
     ${binary.length > 0 ? `join (values ${places.join()}) v (${beside}) on v.i = r.ordinality` : ''}`,
    values,
  );
}
