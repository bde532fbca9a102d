import { renameSync, rmSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { DurableFolder, parameters } from './durable.ts';
import { inTurns } from './turns.ts';

// The embedded database has a thread of its own, so that no query ever holds up the event loop.

/** What the thread is started with. */
export interface Start {
  /** Making a database leaves 300 MB of memory behind, so it has a thread of its own that ends. */
  task: 'create' | 'serve';
  folder: string;
  socket: string;
  maxConnections: number;
}
/** What it says: `ready` once, or `failed` with PostgreSQL's own words, at the start or later. */
export type Report = { state: 'ready' } | { state: 'failed'; reason: string };

const { task, folder, socket, maxConnections } = workerData as Start;
const report = (message: Report) => parentPort!.postMessage(message);

// One of PostgreSQL's functions (its expression interpreter, 105 KB of code) takes V8's optimizing compiler 600 MB.
// Without it the database answers about a fifth slower and the whole process stays far smaller.
setFlagsFromString('--no-wasm-tier-up');
setFlagsFromString('--no-wasm-dynamic-tiering');

const complaints: string[] = [];

/** After a PANIC PGlite would go on with whatever is in memory, and acknowledge what never reaches the disk. */
function listen(line: string): boolean {
  const complaint = /\b(FATAL|PANIC|DETAIL): +(.*)/.exec(line);
  if (complaint) complaints.push(complaint[2]!);
  if (complaint?.[1] === 'PANIC') fail();
  return false;
}

function fail(error?: unknown): never {
  report({ state: 'failed', reason: complaints.join(' ') || String(error) });
  process.exit(1);
}

const open = (path: string) =>
  PGlite.create({
    fs: new DurableFolder(path),
    extensions: { vector },
    startParams: parameters,
    onStderr: listen,
  });

/** Makes an empty database aside and moves it into place whole, so that one cut short is never taken for one. */
async function create() {
  const aside = `${folder}.unfinished`;
  rmSync(aside, { recursive: true, force: true });
  await (await open(aside)).close();
  renameSync(aside, folder);
}

async function serve() {
  const db = await open(folder);
  setFlagsFromString('--wasm-dynamic-tiering');
  const server = new PGLiteSocketServer({ db: inTurns(db), path: socket, maxConnections });
  await server.start();
  parentPort!.once('message', async () => {
    await server.stop();
    await db.close();
    process.exit();
  });
}

try {
  await (task === 'create' ? create() : serve());
  report({ state: 'ready' });
  if (task === 'create') process.exit();
} catch (error) {
  fail(error);
}
