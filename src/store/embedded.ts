import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { HubbubError } from '../errors.ts';
import type { Answer, Start } from './database.worker.ts';
import { lockFolder } from './lock.ts';

export interface Embedded {
  connectionString: string;
  /** Ends the database in good order and gives the folder back. */
  close(): Promise<void>;
}

/** Connections the database takes, the pool's and Keyv's. They share one session, so more would not be faster. */
const CONNECTIONS = 10;
/** What fits into a socket's address, less than 108 bytes everywhere. */
const LONGEST_SOCKET = 100;

/**
 * Starts the database that lives in `dataDir`, in a worker thread behind a unix socket.
 *
 * @throws HubbubError when the folder cannot be written, is in use, or holds a database that does not open.
 */
export async function startEmbedded(dataDir: string): Promise<Embedded> {
  const unlock = await takeFolder(dataDir);
  const socketDir = await mkdtemp(join(shortTemporaryFolder(), 'hubbub-'));
  const leave = async () => {
    await rm(socketDir, { recursive: true, force: true });
    unlock();
  };
  const start: Start = {
    folder: join(dataDir, 'database'),
    socket: join(socketDir, '.s.PGSQL.5432'),
    maxConnections: CONNECTIONS,
  };
  const worker = new Worker(new URL('./database.worker.ts', import.meta.url), { workerData: start });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const answer = await new Promise<Answer>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error) => resolve({ state: 'failed', reason: String(error) }));
  });
  if (answer.state === 'failed') {
    await worker.terminate();
    await leave();
    throw doesNotOpen(start.folder, answer.reason);
  }
  return {
    connectionString: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketDir)}`,
    async close() {
      worker.postMessage('close');
      await exited;
      await leave();
    },
  };
}

async function takeFolder(dataDir: string): Promise<() => void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return lockFolder(dataDir);
  } catch (error) {
    if (error instanceof HubbubError) throw error;
    throw new HubbubError(
      `The data folder ${dataDir} cannot be written: ${(error as Error).message}.`,
      'Make it writable for the user that runs Hubbub, or name another folder with HUBBUB_DATA_DIR.',
      { cause: error },
    );
  }
}

/** A folder for the socket whose name leaves room: macOS hands out temporary folders of 50 characters. */
const shortTemporaryFolder = () =>
  `${tmpdir()}/hubbub-XXXXXX/.s.PGSQL.5432`.length < LONGEST_SOCKET ? tmpdir() : '/tmp';

function doesNotOpen(folder: string, reason: string): HubbubError {
  const what = `The database in ${folder} does not open: ${reason.trim()}.`;
  if (/incompatible|not compatible/.test(reason))
    return new HubbubError(
      what,
      'It was made by another version of Hubbub: start that version again, or set HUBBUB_DATA_DIR to a new folder and import anew.',
    );
  if (/No space left|disk full/i.test(reason))
    return new HubbubError(
      what,
      'The disk is full: make room and start again; nothing that was stored is lost.',
    );
  return new HubbubError(
    what,
    'Put back your last copy of the folder, or move it away and import anew. Nothing in it was changed.',
  );
}
