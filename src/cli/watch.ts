import { watchesReply, watchReply } from '../commands/watch.ts';
import { addWatch, listWatches, removeWatch, watchMatches } from '../topics/watch.ts';
import { operator } from '../viewer.ts';
import type { Cli } from './cli.ts';
import { chooseWorkspace } from './workspace.ts';

interface Options {
  workspace?: string;
  json?: true;
}

/** `watch add NAME --like TEXT… --message ID…`. */
export async function defineWatch(
  cli: Cli,
  name: string,
  { like, message, ...options }: Options & { like?: string[]; message?: string[] },
): Promise<void> {
  const { store, viewer } = await openFor(cli, options);
  const examples = { texts: like, messages: message };
  const watch = await addWatch(store, await cli.hubbub.embedder(viewer.workspace), viewer, name, examples);
  cli.terminal.show(watchesReply([watch]));
}

/** `watch list`. */
export async function showWatches(cli: Cli, options: Options): Promise<void> {
  const { store, viewer } = await openFor(cli, options);
  const watches = await listWatches(store, await cli.hubbub.embedder(viewer.workspace), viewer);
  if (options.json) cli.terminal.json(watches);
  else cli.terminal.show(watchesReply(watches));
}

/** `watch show NAME`. */
export async function showWatch(cli: Cli, name: string, options: Options & { limit: number }): Promise<void> {
  const { store, viewer } = await openFor(cli, options);
  const result = await watchMatches(store, await cli.hubbub.embedder(viewer.workspace), viewer, name, {
    limit: options.limit,
  });
  if (options.json) cli.terminal.json(result);
  else cli.terminal.show(watchReply(result));
}

/** `watch remove NAME`. */
export async function endWatch(cli: Cli, name: string, options: Options): Promise<void> {
  const { store, viewer } = await openFor(cli, options);
  await removeWatch(store, viewer, name);
  const heading = `The watch “${name}” is no more.`;
  cli.terminal.show({ heading, parts: [], fallback: heading });
}

async function openFor({ hubbub, terminal }: Cli, { workspace }: Options) {
  const store = await hubbub.store();
  return { store, viewer: operator(await chooseWorkspace(store, workspace, terminal.note)) };
}
