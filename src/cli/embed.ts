import type { Cli } from './cli.ts';
import { bringUpToDate } from './up-to-date.ts';
import { chooseWorkspace } from './workspace.ts';

/** `embed`: embeds what is new or changed and refreshes the topics. */
export async function embedNew(cli: Cli, options: { workspace?: string; yes?: true }): Promise<void> {
  const workspace = await chooseWorkspace(await cli.hubbub.store(), options.workspace, cli.terminal.note);
  await bringUpToDate(cli, workspace, options);
}
