import type { Command } from 'commander';
import type { Act } from '../cli.ts';
import { command, positive, workspaceOption } from './command.ts';

/** Declares `watch add|list|show|remove`. */
export function addWatch(program: Command, act: Act): void {
  const watch = command(
    program,
    'watch',
    'Topics that you define: messages like the ones you give are gathered.',
    [
      'watch add Outages --like "the site is down" "getting 500s from the api"',
      'watch show Outages',
      'watch list',
      'watch remove Outages',
    ],
  );
  command(watch, 'add <name>', 'Define a watch by examples of what belongs to it, or give it more of them.')
    .option('-l, --like <text...>', 'texts such as belong to it')
    .option('-m, --message <id...>', 'ids of messages that belong to it')
    .option(...workspaceOption)
    .action((name: string, options) =>
      act(async (cli) => (await import('../watch.ts')).defineWatch(cli, name, options)),
    );
  command(watch, 'list', 'Show every watch and how precise it is on its own examples.')
    .option('--json', 'print JSON')
    .option(...workspaceOption)
    .action((options) => act(async (cli) => (await import('../watch.ts')).showWatches(cli, options)));
  command(watch, 'show <name>', 'Show the messages that belong to a watch.')
    .option('-n, --limit <number>', 'how many', positive, 20)
    .option('--json', 'print JSON')
    .option(...workspaceOption)
    .action((name: string, options) =>
      act(async (cli) => (await import('../watch.ts')).showWatch(cli, name, options)),
    );
  command(watch, 'remove <name>', 'Forget a watch.')
    .option(...workspaceOption)
    .action((name: string, options) =>
      act(async (cli) => (await import('../watch.ts')).endWatch(cli, name, options)),
    );
}
