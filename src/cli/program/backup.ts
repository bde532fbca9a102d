import type { Command } from 'commander';
import type { Act } from '../cli.ts';
import { command } from './command.ts';

/** Declares `backup` and `restore`. */
export function addBackup(program: Command, act: Act): void {
  command(
    program,
    'backup <file>',
    'Write everything into one file (gzipped JSON lines).\n\n' +
      'With DATABASE_URL it can run beside Hubbub and holds one moment; the embedded database is for one process, so stop Hubbub first. ' +
      'Restored, it is also the way to another version of the embedded database, and from it to PostgreSQL or back. ' +
      'It holds the texts of messages: keep it as safe as those.',
    ['backup hubbub.jsonl.gz'],
  )
    .option('-f, --force', 'write over a file that is there')
    .action((file, options) =>
      act(async (cli) => (await import('../backup.ts')).writeBackupFile(cli, file, options)),
    );
  command(
    program,
    'restore <file>',
    'Put a backup into an empty database.\n\n' +
      'Everything is restored or, after any failure, nothing. Stop every Hubbub that uses the database first.',
    ['restore hubbub.jsonl.gz', 'restore hubbub.jsonl.gz --force'],
  )
    .option('-f, --force', 'take the place of what is in the database')
    .action((file, options) =>
      act(async (cli) => (await import('../backup.ts')).restoreFile(cli, file, options)),
    );
}
