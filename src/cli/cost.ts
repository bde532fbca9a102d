import { costReply } from '../commands/cost.ts';
import { listSpending } from '../cost/summary.ts';
import type { Cli } from './cli.ts';
import { chooseWorkspace } from './workspace.ts';

/** `cost`: what was spent on models. */
export async function showCost(
  { hubbub, terminal }: Cli,
  options: { days: number; json?: true; workspace?: string },
): Promise<void> {
  const store = await hubbub.store();
  const workspace =
    options.workspace === undefined
      ? undefined
      : await chooseWorkspace(store, options.workspace, terminal.note);
  const result = await listSpending(store, hubbub.config, { days: options.days, workspace });
  if (options.json) terminal.json(result);
  else terminal.show(costReply(result));
}
