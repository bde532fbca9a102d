import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { DurableFolder, durableParameters } from './durable.ts';
import { inTurns } from './turns.ts';

// The embedded database has a thread of its own, so that no query ever holds up the event loop.
const { folder, socket, maxConnections } = workerData as {
  folder: string;
  socket: string;
  maxConnections: number;
};

const db = await PGlite.create({
  fs: new DurableFolder(folder),
  extensions: { vector },
  startParams: durableParameters,
});
const server = new PGLiteSocketServer({ db: inTurns(db), path: socket, maxConnections });
await server.start();

parentPort!.once('message', async () => {
  await server.stop();
  await db.close();
  parentPort!.postMessage('closed');
  parentPort!.close();
});
parentPort!.postMessage('ready');
