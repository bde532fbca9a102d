import { type Curation, curate } from '../commands/curate.ts';
import { topics, topicsReply } from '../commands/topics.ts';
import { operator } from '../viewer.ts';
import type { Cli } from './cli.ts';
import { chooseWorkspace } from './workspace.ts';

interface Options {
  channel?: string;
  since?: string;
  limit: number;
  json?: true;
  members?: true;
  workspace?: string;
}

/** `topics`: what people talked about. */
export async function showTopics({ hubbub, terminal }: Cli, options: Options): Promise<void> {
  const workspace = await chooseWorkspace(await hubbub.store(), options.workspace, terminal.note);
  const { channel, since } = options;
  const viewer = operator(workspace);
  if (options.json) terminal.json(await topics(hubbub, viewer, { channel, since, members: options.members }));
  else {
    const result = await topics(hubbub, viewer, { channel, since, members: true });
    terminal.show(await topicsReply(hubbub, viewer, result, { limit: options.limit }));
  }
}

/** `topics rename|merge|pin|unpin|hide|unhide`. */
export async function changeTopic(
  { hubbub, terminal }: Cli,
  change: Curation,
  topic: string,
  argument: string | undefined,
  workspace: string | undefined,
): Promise<void> {
  const chosen = await chooseWorkspace(await hubbub.store(), workspace, terminal.note);
  terminal.show(await curate(hubbub, operator(chosen), change, topic, argument));
}
