import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import * as schema from './schema.ts';

/** About no workspace in particular: a database that spreads the others keeps these everywhere. */
const EVERYWHERE = ['workspace', 'token_use'];

const tables = Object.values(schema)
  .filter((value) => value instanceof PgTable)
  .map((table) => getTableConfig(table))
  .filter(({ name }) => !EVERYWHERE.includes(name));

test.each(tables.map((table) => [table.name, table] as const))(
  '%s can be distributed by workspace',
  (_, table) => {
    const own = table.columns.filter(({ primary }) => primary).map(({ name }) => name);
    for (const { columns } of table.primaryKeys) own.push(...columns.map(({ name }) => name));
    expect(
      own[0] ?? table.indexes[0]?.config.columns.map((column) => 'name' in column && column.name)[0],
    ).toBe('workspace');
    for (const key of table.foreignKeys) {
      const { columns, foreignColumns } = key.reference();
      expect([columns[0]!.name, foreignColumns[0]!.name]).toEqual(['workspace', 'workspace']);
    }
    for (const { config } of table.indexes.filter((index) => index.config.unique))
      expect(config.columns.map((column) => 'name' in column && column.name)).toContain('workspace');
  },
);
