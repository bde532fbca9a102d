import { workspaces } from '../store/schema.ts';
import type { Cli } from './cli.ts';
import { readInto } from './import.ts';
import { bringUpToDate } from './up-to-date.ts';
import { chooseWorkspace, SAMPLE } from './workspace.ts';

/** Sees to it that there is something to show: reads the sample where nothing was imported, and finds topics. Returns the workspace. */
export async function prepare(cli: Cli): Promise<string> {
  const { hubbub, terminal } = cli;
  const store = await hubbub.store();
  const known = await store.db.select({ id: workspaces.id }).from(workspaces);
  if (known.every(({ id }) => id === SAMPLE)) {
    terminal.note('No platform is set up yet, so here is Hubbub on a made-up team chat.');
    await readInto(cli, cli.sampleFile, SAMPLE);
  }
  const workspace = await chooseWorkspace(store, undefined, terminal.note);
  await bringUpToDate(cli, workspace);
  return workspace;
}
