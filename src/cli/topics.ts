import { type Curation, curate } from '../commands/curate.ts';
import { subjectsReply } from '../commands/subjects.ts';
import { topicsReply } from '../commands/topics.ts';
import { listSubjects } from '../topics/across.ts';
import { listTopics } from '../topics/list.ts';
import { operator } from '../viewer.ts';
import type { Cli } from './cli.ts';
import { chooseWorkspace } from './workspace.ts';

interface Options {
  channel?: string;
  since?: string;
  limit: number;
  json?: true;
  members?: true;
  hidden?: true;
  workspace?: string;
}

/** `topics`: what people talked about. */
export async function showTopics({ hubbub, terminal }: Cli, options: Options): Promise<void> {
  const store = await hubbub.store();
  const { channel, since, hidden, json, limit } = options;
  if (options.workspace === 'all') {
    const found = await listSubjects(store, { channel, since, hidden, members: options.members });
    if (json) terminal.json(found);
    else terminal.show(subjectsReply(found, limit));
    return;
  }
  const viewer = operator(await chooseWorkspace(store, options.workspace, terminal.note));
  // People are shown quotes, and for these the members are needed.
  const result = await listTopics(store, viewer, {
    channel,
    since,
    hidden,
    members: options.members ?? !json,
  });
  if (json) terminal.json(result);
  else terminal.show(await topicsReply(store, viewer, result, { limit }));
}

/** `topics rename|merge|pin|unpin|hide|unhide`. */
export async function changeTopic(
  { hubbub, terminal }: Cli,
  change: Curation,
  topic: string,
  argument: string | undefined,
  workspace: string | undefined,
): Promise<void> {
  const store = await hubbub.store();
  const viewer = operator(await chooseWorkspace(store, workspace, terminal.note));
  terminal.show(await curate(store, viewer, change, topic, argument));
}
