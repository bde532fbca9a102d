import { similarReply } from '../commands/similar.ts';
import { UsageError } from '../errors.ts';
import { isQuestion } from '../similar/conversations.ts';
import { findSimilar } from '../similar/similar.ts';
import { operator } from '../viewer.ts';
import type { Cli } from './cli.ts';
import { chooseWorkspace } from './workspace.ts';

interface Options {
  message?: string;
  limit: number;
  channel?: string[];
  from?: string[];
  since?: string;
  before?: string;
  diverse?: true;
  all?: true;
  messages?: true;
  conversations?: true;
  ownConversation?: true;
  json?: true;
  workspace?: string;
}

/** `similar TEXT` and `similar --message ID`. JSON lists messages, and weak ones too, unless asked otherwise. */
export async function showSimilar(
  { hubbub, terminal, signal }: Cli,
  text: string,
  options: Options,
): Promise<void> {
  if ((text === '') === (options.message === undefined))
    throw new UsageError(
      'Say either a text or a message to compare with.',
      'For instance: similar "deploys fail on friday", or: similar --message s123',
    );
  const store = await hubbub.store();
  const viewer = operator(await chooseWorkspace(store, options.workspace, terminal.note));
  const query = options.message === undefined ? { text } : { message: options.message };
  const { limit, channel, from, since, before, diverse, all, json, messages, ownConversation } = options;
  const result = await findSimilar(store, await hubbub.embedder(viewer.workspace), viewer, query, {
    limit,
    filters: {
      ...(channel && { channels: channel }),
      ...(from && { authors: from }),
      ...(since && { since }),
      ...(before && { before }),
    },
    diverse,
    conversations: options.conversations ?? (!json && !messages && isQuestion(text)),
    strong: !all && !json,
    ownConversation,
    signal,
  });
  if (json) terminal.json(result);
  else terminal.show(similarReply(result));
}
