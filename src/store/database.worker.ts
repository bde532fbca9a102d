import { existsSync, rmSync, writeFileSync } from 'node:fs';
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
  folder: string;
  socket: string;
  maxConnections: number;
}
/** What it says: `ready` once, or `failed` with PostgreSQL's own words, at the start or later. */
export type Report = { state: 'ready' } | { state: 'failed'; reason: string };

const { folder, socket, maxConnections } = workerData as Start;
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

try {
  // An empty database takes seconds to make; one whose making was cut short is not mistaken for one.
  const unfinished = `${folder}.unfinished`;
  if (existsSync(unfinished)) rmSync(folder, { recursive: true, force: true });
  if (!existsSync(folder)) writeFileSync(unfinished, '');
  const db = await PGlite.create({
    fs: new DurableFolder(folder),
    extensions: { vector },
    startParams: parameters,
    onStderr: listen,
  });
  rmSync(unfinished, { force: true });
  setFlagsFromString('--wasm-dynamic-tiering');
  const server = new PGLiteSocketServer({ db: inTurns(db), path: socket, maxConnections });
  await server.start();
  parentPort!.once('message', async () => {
    await server.stop();
    await db.close();
    process.exit();
  });
  report({ state: 'ready' });
} catch (error) {
  fail(error);
}
