import type pg from 'pg';

/** A table as a backup knows it. */
export interface Table {
  name: string;
  columns: string[];
  /** Those of the columns that hold vectors, with their type: they travel in its binary form. */
  vectors: Record<string, string>;
}

/** What can be made again at little cost, and is large. */
const LEFT_OUT = ['cache'];

/** Every table with its columns, those first that others refer to. */
export async function listTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<{ table: string; column: string; type: string }>(
    `select table_name as table, column_name as column, udt_name as type from information_schema.columns
     join information_schema.tables using (table_schema, table_name)
     where table_schema = current_schema() and table_type = 'BASE TABLE' and is_generated = 'NEVER' and table_name <> all($1)
     order by table_name, ordinal_position`,
    [LEFT_OUT],
  );
  const tables = [...Map.groupBy(rows, ({ table }) => table)].map(([name, columns]) => ({
    name,
    columns: columns.map(({ column }) => column),
    vectors: Object.fromEntries(
      columns.filter(({ type }) => /vec$|^vector$/.test(type)).map(({ column, type }) => [column, type]),
    ),
  }));
  return inOrder(client, tables);
}

async function inOrder(client: pg.ClientBase, tables: Table[]): Promise<Table[]> {
  const { rows } = await client.query<{ table: string; needs: string }>(
    `select c.relname as table, f.relname as needs from pg_constraint k
     join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
     where k.contype = 'f' and c.oid <> f.oid`,
  );
  const ordered: Table[] = [];
  const add = (table: Table | undefined) => {
    if (!table || ordered.includes(table)) return;
    for (const { needs } of rows.filter((row) => row.table === table.name))
      add(tables.find(({ name }) => name === needs));
    ordered.push(table);
  };
  tables.forEach(add);
  return ordered;
}

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
