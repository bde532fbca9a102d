import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { glob, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { HubbubError } from '../errors.ts';
import type { Report, Start } from './database.worker.ts';
import { lockFolder } from './lock.ts';

const run = promisify(execFile);

export interface Embedded {
  connectionString: string;
  /** Resolves with what happened if the database stops by itself: it does so when it can no longer write. */
  stopped: Promise<HubbubError>;
  /** Ends the database in good order and gives the folder back. */
  close(): Promise<void>;
}

/** They share one session, so more would not be faster. */
const CONNECTIONS = 10;
/** What fits into a socket's address: less than 108 bytes on Linux, 104 elsewhere. */
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
  const folder = join(dataDir, 'database');
  const socket = join(socketDir, '.s.PGSQL.5432');
  try {
    if (!existsSync(folder)) await create(dataDir, folder);
    const { worker, exited, stopped } = await serve({ folder, socket, maxConnections: CONNECTIONS });
    return {
      connectionString: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketDir)}`,
      stopped,
      async close() {
        worker.postMessage('close');
        await exited;
        await leave();
      },
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

/** Makes an empty database, after clearing away what is left of makings that were cut short. */
async function create(dataDir: string, folder: string): Promise<void> {
  for await (const rest of glob('database.unfinished-*', { cwd: dataDir }))
    await rm(join(dataDir, rest), { recursive: true, force: true });
  const script = fileURLToPath(new URL('./create.process.ts', import.meta.url));
  await run(process.execPath, [script, folder]).catch((error: Error & { stderr?: string }) => {
    throw explain(folder, error.stderr || error.message);
  });
}

/** Resolves when the thread is ready; rejects, once it has ended, when it fails before that. */
async function serve(workerData: Start) {
  // Flags of the command line (an inspector, a loader) are not for this thread.
  const worker = new Worker(new URL('./database.worker.ts', import.meta.url), { workerData, execArgv: [] });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const stopped = new Promise<HubbubError>((resolve) => {
    const failed = (reason: string) => resolve(explain(workerData.folder, reason));
    worker.on('message', (report: Report) => report.state === 'failed' && failed(report.reason));
    worker.once('error', (error) => failed(String(error)));
  });
  const ready = new Promise<undefined>((resolve) => worker.once('message', () => resolve(undefined)));
  const failure = await Promise.race([stopped, ready]);
  if (failure) {
    await exited;
    throw failure;
  }
  return { worker, exited, stopped };
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

function explain(folder: string, reason: string): HubbubError {
  const fix = /No space left|disk full/i.test(reason)
    ? 'Make room on the disk and start Hubbub again; nothing that was stored is lost.'
    : /not compatible|incompatible/.test(reason)
      ? 'Start the version of Hubbub that made it, or set HUBBUB_DATA_DIR to a new folder and import anew.'
      : 'Start Hubbub again. If that does not help, put back your last copy of the folder, or move it away and import anew.';
  return new HubbubError(`The database in ${folder} cannot go on: ${reason.trim()}`, fix);
}
