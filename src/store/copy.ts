import { escapeLiteral } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type Matrix, sharedZeros } from '../topics/matrix.ts';
import { mending, UnevenVectors } from './mend.ts';
import type { Store } from './store.ts';

/** Ids a statement: the embedded database keeps the whole answer in memory until it is sent. */
const SLICE = 500;

/**
 * The vectors of messages, row `i` for `ids[i]`; zeros where there is none. They lie in memory that threads can share.
 * Goes through binary COPY, the one way in which `pg` hands over binary rows unharmed, and several times faster than
 * text.
 *
 * @example
 * const vectors = await readVectors(store, workspace, embedder.id, messages.map((m) => m.id));
 */
export const readVectors = (
  store: Store,
  workspace: string,
  embedderId: string,
  ids: readonly string[],
): Promise<Matrix> =>
  mending(store, workspace, embedderId, () => readSlices(store, workspace, embedderId, ids));

async function readSlices(
  store: Store,
  workspace: string,
  embedderId: string,
  ids: readonly string[],
): Promise<Matrix> {
  const matrix = sharedZeros(ids.length, 0);
  const client = await store.pool.connect();
  try {
    for (let start = 0; start < ids.length; start += SLICE) {
      const slice = JSON.stringify(ids.slice(start, start + SLICE));
      const rows = client.query(
        copyTo(`copy (
          select (v.i + ${start - 1})::int4, e.vector
          from json_array_elements_text(${escapeLiteral(slice)}) with ordinality v (id, i)
          join embedding e on e.workspace = ${escapeLiteral(workspace)}
            and e.embedder = ${escapeLiteral(embedderId)} and e.message = v.id
        ) to stdout (format binary)`),
      );
      let rest: Buffer = Buffer.alloc(0);
      let skip = HEADER;
      for await (const chunk of rows) {
        rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
        if (rest.length < skip) continue;
        rest = takeRows(matrix, rest.subarray(skip));
        skip = 0;
      }
    }
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
  return matrix;
}

/** Signature, flags, and the length of an extension that no version uses. */
const HEADER = 19;
/** Before the numbers of a row (int4, vector): field count, length, row number, length, dimension, reserved. */
const PREFIX = 2 + 4 + 4 + 4 + 2 + 2;

/** Takes whole rows out of COPY's binary form, https://www.postgresql.org/docs/current/sql-copy.html, and returns the rest. */
function takeRows(matrix: Matrix, bytes: Buffer): Buffer {
  let at = 0;
  while (bytes.length >= at + PREFIX) {
    const columns = bytes.readUInt16BE(at + PREFIX - 4);
    const end = at + PREFIX + 4 * columns;
    if (bytes.length < end) break;
    if (matrix.columns === 0) Object.assign(matrix, sharedZeros(matrix.rows, columns));
    if (matrix.columns !== columns)
      throw new UnevenVectors(`Among vectors of ${matrix.columns} numbers is one of ${columns}.`);
    const row = bytes.readInt32BE(at + 6);
    const floats = bytes.subarray(at + PREFIX, end).swap32();
    new Uint8Array(matrix.data.buffer, 4 * row * columns, 4 * columns).set(floats);
    at = end;
  }
  return bytes.subarray(at);
}
