import { setFlagsFromString } from 'node:v8';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { DurableFolder, parameters } from './durable.ts';

/**
 * Opens the database in a folder, or makes one where there is none. `fail` is told PostgreSQL's own words when it
 * cannot open, or later cannot go on, and must end the thread: after a PANIC, PGlite would go on with whatever is in
 * memory and acknowledge what never reaches the disk.
 */
export async function openFolder(folder: string, fail: (reason: string) => never): Promise<PGlite> {
  const complaints: string[] = [];
  // One of PostgreSQL's functions (its expression interpreter, 105 KB of code) takes V8's optimizing compiler 600 MB.
  // Without it the database answers about a fifth slower and the whole process stays far smaller.
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
  try {
    return await PGlite.create({
      fs: new DurableFolder(folder),
      extensions: { vector },
      startParams: parameters,
      onStderr(line) {
        const complaint = /\b(FATAL|PANIC|DETAIL): +(.*)/.exec(line);
        if (complaint) complaints.push(complaint[2]!);
        if (complaint?.[1] === 'PANIC') fail(complaints.join(' '));
        return false;
      },
    });
  } catch (error) {
    return fail(complaints.join(' ') || String(error));
  } finally {
    // Tells only what is compiled from here on: other WebAssembly stays quick.
    setFlagsFromString('--wasm-dynamic-tiering');
  }
}
