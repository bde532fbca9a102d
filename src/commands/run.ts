import { parseArgs } from 'node:util';
import { HubbubError, UsageError } from '../errors.ts';
import type { Hubbub } from '../hubbub.ts';
import type { Viewer } from '../viewer.ts';
import { curate, isCuration } from './curate.ts';
import { helpReply } from './help.ts';
import type { Reply } from './reply.ts';
import { similar, similarReply } from './similar.ts';
import { topics, topicsReply } from './topics.ts';

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
  if (isCuration(words[0])) return curate(hubbub, viewer, words[0], words[1], words.slice(2).join(' '));
  const { values } = parse(words, { channel: { type: 'string' }, since: { type: 'string' } });
  return topicsReply(hubbub, viewer, await topics(hubbub, viewer, values), { limit: shown.topics });
}

async function runSimilar(hubbub: Hubbub, viewer: Viewer, rest: string): Promise<Reply> {
  const message = /^--message\s+(\S+)\s*$/.exec(rest)?.[1];
  const query = message === undefined ? { text: rest } : { message };
  return similarReply(await similar(hubbub, viewer, query, { limit: shown.similar }));
}

/** Words of a line; those in double quotes are one. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|“([^”]*)”|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3]!);

function parse<T extends Record<string, { type: 'string' }>>(args: string[], options: T) {
  try {
    return parseArgs({ args, options, strict: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}.`, 'Say /help to see examples.', {
      cause: error,
    });
  }
}
