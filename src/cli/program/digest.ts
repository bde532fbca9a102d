import { type Command, Option } from 'commander';
import type { Act } from '../cli.ts';
import { command, workspaceOption } from './command.ts';

/** Declares `digest`. */
export function addDigest(program: Command, act: Act): void {
  command(
    program,
    'digest',
    'Say what mattered in a day: topics, open questions, decisions.\n\nA running Hubbub posts digests by itself: say /digest on in Slack or Discord.',
    [
      'digest',
      'digest --date 2025-09-11 --channel ops',
      'digest --format html > digest.html',
      'digest --format json | jq .topics',
    ],
  )
    .option(
      '-d, --date <day>',
      'the day, such as 2025-09-11 (default: the last day before the newest message)',
    )
    .option(
      '-z, --zone <name>',
      'time zone of that day, such as Europe/Berlin (default: that of this machine)',
    )
    .option('-c, --channel <name>', 'only this channel')
    .addOption(
      new Option('-f, --format <format>', 'how to print it')
        .choices(['text', 'markdown', 'html', 'json'])
        .default('text'),
    )
    .option(...workspaceOption)
    .action((options) => act(async (cli) => (await import('../digest.ts')).showDigest(cli, options)));
}
