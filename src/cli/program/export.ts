import type { Command } from 'commander';
import type { Act } from '../cli.ts';
import { command, workspaceOption } from './command.ts';

/** Declares `export projector|jsonl|parquet`. */
export function addExport(program: Command, act: Act): void {
  const all = command(
    program,
    'export',
    'Write messages, topics and vectors for other tools.\n\n' +
      'The files hold what people wrote, from every channel that is collected: mind who gets them.',
    [
      'export projector ./projector',
      'export jsonl messages.jsonl --vectors',
      'export parquet messages.parquet',
    ],
  );
  command(all, 'projector <folder>', 'Write what the TensorFlow Projector opens.')
    .option('--bytes', 'vectors as bytes, for a projector that serves the folder')
    .option(...workspaceOption)
    .action((folder: string, options) =>
      act(async (cli) => (await import('../export.ts')).writeProjector(cli, folder, options)),
    );
  for (const kind of ['jsonl', 'parquet'] as const)
    command(
      all,
      `${kind} <file>`,
      `Write a row for each message as ${kind === 'jsonl' ? 'JSONL' : 'Parquet'}, for notebooks and Embedding Atlas.`,
    )
      .option('--vectors', 'with the vector of each message')
      .option(...workspaceOption)
      .action((file: string, options) =>
        act(async (cli) => (await import('../export.ts')).writeTable(cli, kind, file, options)),
      );
}
