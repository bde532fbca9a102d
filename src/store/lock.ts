import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HubbubError } from '../errors.ts';

/**
 * Takes a data folder for this process alone and returns what gives it back. PGlite has no lock of its own, and two
 * processes on one folder destroy it without any error. The lock is SQLite's on an otherwise empty file: the kernel
 * releases it however the process ends, so there is never a stale one to remove by hand.
 *
 * @throws HubbubError when another process, or another store of this one, holds it.
 */
export function lockFolder(folder: string): () => void {
  const holder = join(folder, 'lock.pid');
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new HubbubError(
      `The data folder ${folder} is in use by another Hubbub${pidIn(holder)}.`,
      'Stop that one first, or give this one a folder of its own with HUBBUB_DATA_DIR. To share data between several, run PostgreSQL and set DATABASE_URL.',
    );
  }
  writeFileSync(holder, `${process.pid}\n`);
  return () => {
    rmSync(holder, { force: true });
    lock.close();
  };
}

const SQLITE_BUSY = 5;

/** The holder as words; its file may be missing for a moment, for it is written after the lock is taken. */
function pidIn(file: string): string {
  try {
    return ` (process ${readFileSync(file, 'utf8').trim()})`;
  } catch {
    return '';
  }
}
