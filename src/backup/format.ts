import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { HubbubError } from '../errors.ts';
import type { Table } from './tables.ts';

// A backup is a gzipped file of JSON lines, so that it outlives any version of a database:
//   {"hubbub":"backup","version":1,"made":…,"tables":[…]}
//   {"table":"message"}, its rows as objects (vectors as base64 of PostgreSQL's binary form), for each table
//   {"end":true,"rows":…,"sha256":…} with the number of rows and the hash of all lines before

const VERSION = 1;

export interface Header {
  hubbub: 'backup';
  version: number;
  made: string;
  tables: Table[];
}
export type Row = Record<string, unknown>;
export type Piece = { header: Header } | { table: string } | { row: Row };

/**
 * Writes a backup aside and moves it into place once it is whole and on the disk.
 *
 * @param lines the tables' lines, as PostgreSQL makes JSON of rows
 * @returns how many rows it holds
 */
export async function writeBackup(
  file: string,
  tables: readonly Table[],
  lines: (table: Table) => AsyncIterable<string>,
): Promise<number> {
  const aside = `${file}.unfinished`;
  const hash = createHash('sha256');
  let rows = 0;
  async function* content() {
    const header = { hubbub: 'backup', version: VERSION, made: new Date().toISOString(), tables };
    yield line(JSON.stringify(header));
    for (const table of tables) {
      yield line(JSON.stringify({ table: table.name }));
      for await (const row of lines(table)) {
        rows++;
        yield line(row);
      }
    }
    yield `${JSON.stringify({ end: true, rows, sha256: hash.digest('hex') })}\n`;
  }
  function line(json: string): string {
    // Readers take these for ends of lines; within JSON they may be escaped.
    const text = json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
    hash.update(text);
    return `${text}\n`;
  }
  try {
    await rm(aside, { force: true });
    const target = createWriteStream(aside, { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(Readable.from(content()), createGzip({ level: 3 }), target);
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('E')) throw error;
    throw new HubbubError(
      `The backup ${file} could not be written: ${message}.`,
      code === 'ENOSPC'
        ? 'Make room, or choose another disk.'
        : 'Choose a folder that exists and can be written.',
    );
  }
  return rows;
}

/**
 * Reads a backup piece by piece.
 *
 * @throws HubbubError where it is none, of a newer version, damaged or cut off; before the end if need be.
 */
export async function* readBackup(file: string): AsyncGenerator<Piece> {
  const hash = createHash('sha256');
  let rows = 0;
  let ended = false;
  try {
    const source = createReadStream(file);
    const text = source.pipe(createGunzip());
    source.on('error', (error) => text.destroy(error));
    for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
      const value = JSON.parse(line);
      if (value.end === true && 'sha256' in value) {
        if (value.rows !== rows || value.sha256 !== hash.digest('hex')) throw damaged(file);
        ended = true;
        break;
      }
      if (rows === 0 && value.hubbub === 'backup') yield { header: checked(file, value) };
      else if (Object.keys(value).length === 1 && typeof value.table === 'string')
        yield { table: value.table };
      else {
        rows++;
        yield { row: value };
      }
      hash.update(line);
    }
  } catch (error) {
    throw error instanceof HubbubError ? error : unreadable(file, error);
  }
  if (!ended) throw damaged(file);
}

function checked(file: string, header: Header): Header {
  if (header.version <= VERSION) return header;
  throw new HubbubError(
    `${file} was made by a newer Hubbub (format ${header.version}; this one reads ${VERSION}).`,
    'Restore it with that version or a later one.',
  );
}

const damaged = (file: string) =>
  new HubbubError(`${file} is damaged or cut off.`, 'Take another backup; nothing of this one was restored.');

function unreadable(file: string, error: unknown): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new HubbubError(`There is no file ${file}.`, 'Check the path.');
  if (code.startsWith('Z_') || error instanceof SyntaxError) return damaged(file);
  if (code.startsWith('E'))
    return new HubbubError(`${file} cannot be read: ${message}.`, 'Check the path and its rights.');
  return error;
}
