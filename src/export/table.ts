import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import { inPlaceOf, writeFileOf } from './file.ts';
import { type ExportRow, exportRows } from './rows.ts';

interface TableOptions {
  /** With the vector of each message. */
  vectors?: boolean;
  signal?: AbortSignal;
}

/**
 * Writes a row for each message as a line of JSON, for notebooks and Embedding Atlas.
 *
 * @returns how many
 */
export async function exportJsonl(
  store: Store,
  viewer: Viewer,
  file: string,
  { vectors = false, signal }: TableOptions = {},
): Promise<number> {
  let count = 0;
  await writeFileOf(file, lines());
  return count;

  async function* lines() {
    for await (const page of exportRows(store, viewer, { vectors, signal })) {
      count += page.rows.length;
      const all = page.rows.map((row, i) => {
        const vector = page.vectors && { vector: Array.from(page.vectors[i]!) };
        return `${JSON.stringify({ ...row, ...vector })}\n`;
      });
      yield all.join('');
    }
  }
}

/**
 * The same as Parquet, a row group for each thousand messages.
 *
 * @returns how many
 */
export async function exportParquet(
  store: Store,
  viewer: Viewer,
  file: string,
  { vectors = false, signal }: TableOptions = {},
): Promise<number> {
  let count = 0;
  await inPlaceOf(file, async (part) => {
    const writer = new ParquetWriter({ writer: fileWriter(part), schema: schemaOf(vectors) });
    for await (const { rows, vectors: found } of exportRows(store, viewer, { vectors, signal })) {
      count += rows.length;
      const columns = [...texts, 'time', 'x', 'y'] as const;
      const columnData = [
        ...columns.map((name) => ({
          name,
          data: rows.map((row) => (name === 'time' ? new Date(row.time) : row[name])),
        })),
        ...(found ? [{ name: 'vector', data: found.map((vector) => Array.from(vector)) }] : []),
      ];
      await writer.write({ columnData });
    }
    await writer.finish();
  });
  return count;
}

const texts = [
  'id',
  'channel',
  'author',
  'text',
  'topic',
  'topicId',
  'permalink',
] as const satisfies (keyof ExportRow)[];

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];

const schemaOf = (vectors: boolean): Schema => [
  { name: 'root', num_children: texts.length + 3 + Number(vectors) },
  ...texts.map((name): Schema[number] => ({
    name,
    type: 'BYTE_ARRAY',
    converted_type: 'UTF8',
    repetition_type: 'REQUIRED',
  })),
  { name: 'time', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'REQUIRED' },
  { name: 'x', type: 'FLOAT', repetition_type: 'OPTIONAL' },
  { name: 'y', type: 'FLOAT', repetition_type: 'OPTIONAL' },
  ...(vectors
    ? ([
        { name: 'vector', converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
      ] satisfies Schema)
    : []),
];
