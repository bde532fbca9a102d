import { parentPort, workerData } from 'node:worker_threads';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { openFolder } from './pglite.ts';
import { inTurns } from './turns.ts';

// The embedded database has a thread of its own, so that no query ever holds up the event loop.

/** What the thread is started with. */
export interface Start {
  folder: string;
  socket: string;
  maxConnections: number;
}
/** What it says: `ready` once, or `failed` with PostgreSQL's own words, at the start or later. */
export type Report = { state: 'ready' } | { state: 'failed'; reason: string };

const { folder, socket, maxConnections } = workerData as Start;
const report = (message: Report) => parentPort!.postMessage(message);

const db = await openFolder(folder, (reason) => {
  report({ state: 'failed', reason });
  process.exit(1);
});
const server = new PGLiteSocketServer({ db: inTurns(db), path: socket, maxConnections });
await server.start();
parentPort!.once('message', async () => {
  await server.stop();
  await db.close();
  process.exit();
});
report({ state: 'ready' });
