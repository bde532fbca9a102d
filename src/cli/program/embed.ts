import type { Command } from 'commander';
import type { Act } from '../cli.ts';
import { command, workspaceOption, yesOption } from './command.ts';

/** Declares `embed`. */
export function addEmbed(program: Command, act: Act): void {
  command(
    program,
    'embed',
    'Embed what has not been embedded yet, and find topics anew.\n\n' +
      'After a change of HUBBUB_EMBEDDER it fills the new vectors in while the old ones answer, and switches when they ' +
      'are complete. Stops on Ctrl-C without loss; the same command goes on from there.',
  )
    .option(...yesOption)
    .option(...workspaceOption)
    .action((options) => act(async (cli) => (await import('../embed.ts')).embedNew(cli, options)));
}
