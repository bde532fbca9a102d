import { similarReply } from '../commands/similar.ts';
import { UsageError } from '../errors.ts';
import { findSimilar } from '../similar/similar.ts';
import { operator } from '../viewer.ts';
import type { Cli } from './cli.ts';
import { chooseWorkspace } from './workspace.ts';

interface Options {
  message?: string;
  limit: number;
  json?: true;
  workspace?: string;
}

/** `similar TEXT` and `similar --message ID`. */
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
  const result = await findSimilar(store, await hubbub.embedder(), viewer, query, {
    limit: options.limit,
    signal,
  });
  if (options.json) terminal.json(result);
  else terminal.show(similarReply(result));
}
