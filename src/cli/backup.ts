import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { backUp } from '../backup/backup.ts';
import { restore } from '../backup/restore.ts';
import { HubbubError } from '../errors.ts';
import type { Cli } from './cli.ts';

const number = new Intl.NumberFormat('en');

/** `backup FILE`: everything but caches, in one file. */
export async function writeBackupFile(
  { hubbub, terminal }: Cli,
  file: string,
  { force }: { force?: boolean },
): Promise<void> {
  if (existsSync(file) && !force)
    throw new HubbubError(`${file} is there already.`, 'Name another file, or add --force to write over it.');
  const progress = terminal.progress('Backing up');
  const rows = await backUp(await hubbub.store(), file, { onProgress: (done) => progress.update(done) });
  const megabytes = ((await stat(file)).size / 1e6).toFixed(1);
  progress.end(`${number.format(rows)} rows are in ${file} (${megabytes} MB), and it reads back whole.`);
}

/** `restore FILE`: into an empty database of either kind. */
export async function restoreFile(
  { hubbub, terminal }: Cli,
  file: string,
  { force }: { force?: boolean },
): Promise<void> {
  const progress = terminal.progress('Restoring');
  const rows = await restore(await hubbub.store(), file, {
    force,
    onProgress: (done) => progress.update(done),
  });
  progress.end(`${number.format(rows)} rows restored from ${file}.`);
}
