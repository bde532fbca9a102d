import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

export interface Embedded {
  connectionString: string;
  close(): Promise<void>;
}

/** Connections that the embedded database takes: they share one session, so more would not be faster. */
export const EMBEDDED_CONNECTIONS = 8;

/** Starts the database that lives in `dataDir`, in a worker thread behind a unix socket. */
export async function startEmbedded(dataDir: string): Promise<Embedded> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const socketDir = await mkdtemp(join(tmpdir(), 'hubbub-'));
  const worker = new Worker(new URL('./database.worker.ts', import.meta.url), {
    workerData: {
      folder: join(dataDir, 'database'),
      socket: join(socketDir, '.s.PGSQL.5432'),
      maxConnections: EMBEDDED_CONNECTIONS,
    },
  });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
  return {
    connectionString: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketDir)}`,
    async close() {
      worker.postMessage('close');
      await exited;
      await rm(socketDir, { recursive: true, force: true });
    },
  };
}
