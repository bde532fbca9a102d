import type { Command } from 'commander';
import type { Act } from '../cli.ts';
import { command, positive, workspaceOption } from './command.ts';

/** Declares `similar TEXT`. */
export function addSimilar(program: Command, act: Act): void {
  command(
    program,
    'similar [text...]',
    'Find messages that say something similar to TEXT, or to a message, by meaning and by keyword.',
    [
      'similar "deploys fail on friday"',
      'similar "deploys fail in:#ops from:@ana since:2w"',
      'similar --message s123 --limit 5',
      'similar https://acme.slack.com/archives/C0000001/p1757321569000100',
      'similar --json "rotate the keys" | jq .results[0]',
    ],
  )
    .option('-m, --message <id>', 'compare with this message (its id, or a link to it) instead of a text')
    .option('-n, --limit <number>', 'how many', positive, 10)
    .option('--channel <name...>', 'only in these channels, as in:#NAME in TEXT')
    .option('--from <name...>', 'only by these people, as from:@NAME in TEXT')
    .option('--since <when>', 'only since then: 12h, 7d, 2w, or a date')
    .option('--before <when>', 'only before then')
    .option('--all', 'show weakly related ones too')
    .option('--diverse', 'prefer what says something new to what repeats')
    .option('--conversations', 'one message a conversation, and what came of it; a question is answered so')
    .option('--messages', 'every message by itself, whatever is asked')
    .option('--own-conversation', 'with --message: find its own conversation too')
    .option('--json', 'print JSON')
    .option(...workspaceOption)
    .action((words: string[], options) =>
      act(async (cli) => (await import('../similar.ts')).showSimilar(cli, words.join(' '), options)),
    );
}
