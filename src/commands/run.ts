import { parseArgs } from 'node:util';
import { HubbubError, UsageError } from '../errors.ts';
import type { Hubbub } from '../hubbub.ts';
import { findSimilar } from '../similar/similar.ts';
import { listTopics } from '../topics/list.ts';
import type { Viewer } from '../viewer.ts';
import { curate, isCuration } from './curate.ts';
import { helpReply } from './help.ts';
import type { Reply } from './reply.ts';
import { similarReply } from './similar.ts';
import { topicsReply } from './topics.ts';

/** Chats have less room than terminals. */
const shown = { topics: 10, similar: 5 };

/**
 * Answers one command line as people type it in a chat. What they got wrong is answered too; only faults of ours are thrown.
 *
 * @example
 * await runCommand(hubbub, viewer, '/similar the checkout test is flaky');
 */
export async function runCommand(hubbub: Hubbub, viewer: Viewer, line: string): Promise<Reply> {
  const [, command = '', rest = ''] = /^\s*\/?(\S*)\s*(.*)$/s.exec(line)!;
  try {
    switch (command) {
      case 'topics':
        return await runTopics(hubbub, viewer, wordsOf(rest));
      case 'similar':
        return await runSimilar(hubbub, viewer, rest);
      case 'help':
      case '':
        return helpReply();
      default:
        throw new UsageError(`There is no command /${command}.`, 'Say /help to see what there is.');
    }
  } catch (error) {
    if (!(error instanceof HubbubError)) throw error;
    return {
      heading: error.message,
      parts: [{ kind: 'text', text: error.fix }],
      fallback: `${error.message} ${error.fix}`,
    };
  }
}

async function runTopics(hubbub: Hubbub, viewer: Viewer, words: string[]): Promise<Reply> {
  const store = await hubbub.store();
  if (isCuration(words[0])) return curate(store, viewer, words[0], words[1], words.slice(2).join(' '));
  const options = parse(words, { channel: { type: 'string' }, since: { type: 'string' } });
  const result = await listTopics(store, viewer, { ...options, members: true });
  return topicsReply(store, viewer, result, { limit: shown.topics });
}

async function runSimilar(hubbub: Hubbub, viewer: Viewer, rest: string): Promise<Reply> {
  const message = /^--message\s+(\S+)\s*$/.exec(rest)?.[1];
  const query = message === undefined ? { text: rest } : { message };
  const limit = { limit: shown.similar };
  return similarReply(await findSimilar(await hubbub.store(), await hubbub.embedder(), viewer, query, limit));
}

/** Words of a line; those in double quotes are one. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|“([^”]*)”|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3]!);

function parse<T extends Record<string, { type: 'string' }>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}.`, 'Say /help to see examples.', {
      cause: error,
    });
  }
}
