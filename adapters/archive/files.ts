import { createReadStream } from 'node:fs';
import { access, constants, glob, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { HubbubError } from '../../src/errors.ts';

/** A file of an export, wherever it lies. Nothing is opened before it is asked for. */
export interface ArchiveFile {
  /** Path within the export, with forward slashes. */
  path: string;
  /** Size in bytes (uncompressed), and a mark that changes when the file does. */
  describe(): Promise<{ size: number; fingerprint: string }>;
  /** Bytes from the start; `head` says how many are wanted at most. */
  open(head?: number): Promise<Readable>;
}

/** The files of an export, sorted by path, and the name it goes by. */
export interface Files {
  name: string;
  files: ArchiveFile[];
  close(): void;
}

/** Deep enough for an export inside a wrapping folder; a path such as `/` is not searched to the bottom. */
const FOLDER_PATTERN = '{,*/}{,*/}{,*/}*.{json,jsonl,ndjson}';

/**
 * Lists a folder, a zip or a single file in the same form. Zips are read in place, entry by entry; nothing is extracted.
 *
 * @throws HubbubError when the path does not exist, may not be read, or is a zip that is damaged.
 */
export async function listFiles(path: string): Promise<Files> {
  const info = await stat(path).catch((error) => {
    throw unreadable(path, error);
  });
  await access(path, constants.R_OK).catch((error) => {
    throw unreadable(path, error);
  });
  if (info.isDirectory()) return listFolder(path);
  if (await isZip(path)) return listZip(path);
  return { name: stem(path), files: [onDisk(path, basename(path))], close: () => {} };
}

async function listFolder(root: string): Promise<Files> {
  const files: ArchiveFile[] = [];
  const home = await realpath(root);
  for await (const path of glob(FOLDER_PATTERN, { cwd: root })) {
    // An export from somebody else must not reach what else this user may read.
    if (!(await realpath(join(root, path)).catch(() => '')).startsWith(home + sep)) continue;
    files.push(onDisk(join(root, path), path.split(sep).join('/')));
  }
  return { name: basename(join(root, '.')), files: sorted(files), close: () => {} };
}

function onDisk(location: string, path: string): ArchiveFile {
  return {
    path,
    describe: async () => {
      const { size, mtimeMs } = await stat(location);
      return { size, fingerprint: `${size}-${Math.round(mtimeMs)}` };
    },
    open: async (head) => createReadStream(location, { end: head ? head - 1 : undefined }),
  };
}

async function listZip(path: string): Promise<Files> {
  const zip = await yauzl.openPromise(path, { autoClose: false, lazyEntries: true }).catch((error) => {
    throw new HubbubError(
      `${path} is a damaged zip: ${error.message}.`,
      'Download the export again, or unpack what can be unpacked and import that folder.',
      { cause: error },
    );
  });
  const files: ArchiveFile[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (!/\.(json|jsonl|ndjson)$/i.test(entry.fileName) || entry.fileName.startsWith('__MACOSX/')) continue;
      files.push({
        path: entry.fileName,
        describe: async () => ({
          size: entry.uncompressedSize,
          fingerprint: `${entry.uncompressedSize}-${entry.crc32.toString(16)}`,
        }),
        open: () => zip.openReadStreamPromise(entry),
      });
    }
  } catch (error) {
    zip.close();
    throw unreadable(path, error);
  }
  return { name: stem(path), files: sorted(files), close: () => zip.close() };
}

async function isZip(path: string): Promise<boolean> {
  for await (const chunk of createReadStream(path, { end: 3 }))
    return chunk.toString('latin1') === 'PK\x03\x04';
  return false;
}

const stem = (path: string) => basename(path, extname(path));

const sorted = (files: ArchiveFile[]) =>
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));

function unreadable(path: string, error: NodeJS.ErrnoException | unknown): HubbubError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new HubbubError(`There is nothing at ${path}.`, `Check the path. ${FORMS}`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM')
    return new HubbubError(
      `${path} may not be read by this user.`,
      'Give this user permission to read it (chmod -R u+rX), or run as its owner.',
      { cause: error },
    );
  return new HubbubError(`${path} cannot be read: ${(error as Error).message}.`, FORMS, { cause: error });
}

/** What can be imported, for errors that teach. */
export const FORMS =
  'Hubbub reads a Slack export (the zip or the unpacked folder), JSON files of DiscordChatExporter ' +
  '(one or a folder of them), and JSONL files with a row {"id","channel","user","ts","text"} per line.';
