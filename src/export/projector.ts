import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import { inPlaceOf } from './file.ts';
import { type ExportRow, exportRows } from './rows.ts';

const columns = ['text', 'topic', 'channel', 'author', 'time', 'id'] as const satisfies (keyof ExportRow)[];

/**
 * Writes what the TensorFlow Projector opens: vectors (a line of numbers each, or 32-bit floats one after the other),
 * their metadata in the same order, and a configuration that names both.
 *
 * @see https://www.tensorflow.org/tensorboard/tensorboard_projector_plugin
 * @param bytes vectors as bytes, four times smaller: for a projector that serves the folder, not for uploading
 * @returns the tensor's shape: messages, and numbers for each
 */
export async function exportProjector(
  store: Store,
  viewer: Viewer,
  folder: string,
  { bytes = false, signal }: { bytes?: boolean; signal?: AbortSignal } = {},
): Promise<[messages: number, dimensions: number]> {
  const tensors = bytes ? 'tensors.bytes' : 'tensors.tsv';
  const shape: [number, number] = [0, 0];
  await inPlaceOf(join(folder, 'metadata.tsv'), async (metadata) => {
    await mkdir(folder, { recursive: true });
    await inPlaceOf(join(folder, tensors), async (part) => {
      await writeFile(metadata, `${columns.join('\t')}\n`);
      await writeFile(part, '');
      for await (const { rows, vectors } of exportRows(store, viewer, { vectors: true, signal })) {
        await writeFile(metadata, rows.map(line).join(''), { flag: 'a' });
        await writeFile(part, bytes ? Buffer.concat(vectors!.map(floats)) : vectors!.map(numbers).join(''), {
          flag: 'a',
        });
        shape[0] += rows.length;
        shape[1] = vectors![0]!.length;
      }
    });
  });
  const embedding = {
    tensorName: `Hubbub: ${viewer.workspace}`,
    tensorShape: shape,
    tensorPath: tensors,
    metadataPath: 'metadata.tsv',
  };
  const config = join(folder, 'projector_config.json');
  await inPlaceOf(config, (part) =>
    writeFile(part, `${JSON.stringify({ embeddings: [embedding] }, null, 2)}\n`),
  );
  return shape;
}

const line = (row: ExportRow): string => `${columns.map((column) => cell(row[column])).join('\t')}\n`;

/** One cell on one line; a spreadsheet that opens the file does not take it for a formula. */
function cell(text: string): string {
  const flat = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('"', '”')
    .trim();
  return /^[=+\-@]/.test(flat) ? `'${flat}` : flat || '–';
}

/** Digits beyond the fifth say nothing about likeness. */
const numbers = (vector: Float32Array): string =>
  `${Array.from(vector, (x) => (x === 0 ? '0' : String(Number(x.toPrecision(5))))).join('\t')}\n`;

/** Little-endian, as every machine that this runs on has it and browsers read it. */
const floats = (vector: Float32Array): Buffer =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
