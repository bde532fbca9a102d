import type { Command } from 'commander';
import type { Act } from '../cli.ts';
import { command, positive } from './command.ts';

/** Declares `cost`. */
export function addCost(program: Command, act: Act): void {
  command(
    program,
    'cost',
    'Show what was spent on models: tokens and dollars by day, workspace, purpose and model.\n\n' +
      'HUBBUB_BUDGET_USD bounds what a month may cost; HUBBUB_PRICE_PER_MILLION_TOKENS tells prices that Hubbub does not ' +
      'know. docs/cost.md says more.',
    ['cost', 'cost --days 90', 'cost --json | jq .month.usd'],
  )
    .option('-d, --days <number>', 'how many days back, today included', positive, 30)
    .option('--json', 'print JSON')
    .option('-w, --workspace <key>', 'only this workspace')
    .action((options) => act(async (cli) => (await import('../cost.ts')).showCost(cli, options)));
}
