import type { Command } from 'commander';
import type { Act } from '../cli.ts';
import { command, positive, workspaceOption } from './command.ts';

/** Declares `similar TEXT`. */
export function addSimilar(program: Command, act: Act): void {
  command(
    program,
    'similar [text...]',
    'Find messages that say something similar to TEXT, or to a message.',
    [
      'similar "deploys fail on friday"',
      'similar --message s123 --limit 5',
      'similar --json "rotate the keys" | jq .results[0]',
    ],
  )
    .option('-m, --message <id>', 'compare with this message instead of a text')
    .option('-n, --limit <number>', 'how many', positive, 10)
    .option('--json', 'print JSON')
    .option(...workspaceOption)
    .action((words: string[], options) =>
      act(async (cli) => (await import('../similar.ts')).showSimilar(cli, words.join(' '), options)),
    );
}
