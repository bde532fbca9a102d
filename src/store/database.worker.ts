import { existsSync, renameSync, rmSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { DurableFolder, parameters } from './durable.ts';
import { inTurns } from './turns.ts';

// The embedded database has a thread of its own, so that no query ever holds up the event loop.

/** What the thread is started with; it answers `ready`, or `failed` with PostgreSQL's own words. */
export interface Start {
  folder: string;
  socket: string;
  maxConnections: number;
}
export type Answer = { state: 'ready' } | { state: 'failed'; reason: string };

const { folder, socket, maxConnections } = workerData as Start;
const complaints: string[] = [];

// One of PostgreSQL's functions (its expression interpreter, 105 KB of code) takes V8's optimizing compiler 600 MB.
// Without it the database answers about a fifth slower and the whole process stays far smaller.
setFlagsFromString('--no-wasm-tier-up');
setFlagsFromString('--no-wasm-dynamic-tiering');

const open = (path: string) =>
  PGlite.create({
    fs: new DurableFolder(path),
    extensions: { vector },
    startParams: parameters,
    onStderr: (line) => /^(FATAL|PANIC|ERROR|LOG)/.test(line) && complaints.push(line) < 0,
  });

/** Makes an empty database aside and moves it into place whole: one that was cut short is never mistaken for one. */
async function create(path: string) {
  const partial = `${path}.partial`;
  rmSync(partial, { recursive: true, force: true });
  await (await open(partial)).close();
  renameSync(partial, path);
}

try {
  if (!existsSync(folder)) await create(folder);
  const db = await open(folder);
  setFlagsFromString('--wasm-dynamic-tiering');
  const server = new PGLiteSocketServer({ db: inTurns(db), path: socket, maxConnections });
  await server.start();
  parentPort!.once('message', async () => {
    await server.stop();
    await db.close();
    parentPort!.close();
  });
  parentPort!.postMessage({ state: 'ready' } satisfies Answer);
} catch (error) {
  const reason = complaints.find((line) => /^(FATAL|PANIC)/.test(line)) ?? complaints.at(-1);
  parentPort!.postMessage({ state: 'failed', reason: reason ?? String(error) } satisfies Answer);
  parentPort!.close();
}
