import { parseArgs } from 'node:util';
import { storable } from '../collect/clean.ts';
import { HubbubError, UsageError } from '../errors.ts';
import type { Hubbub } from '../hubbub.ts';
import { findSimilar } from '../similar/similar.ts';
import { listTopics } from '../topics/list.ts';
import type { Viewer } from '../viewer.ts';
import { backfillReply, type Live } from './backfill.ts';
import { curate, isCuration } from './curate.ts';
import { digestCommand } from './digest.ts';
import { helpReply } from './help.ts';
import { mapReply } from './map.ts';
import { pageNumber } from './paging.ts';
import { privacyReply } from './privacy.ts';
import type { Reply } from './reply.ts';
import { similarReply } from './similar.ts';
import { readSimilar } from './similar-line.ts';
import { statusReply } from './status.ts';
import { topicMessagesReply } from './topic-messages.ts';
import { topicsReply } from './topics.ts';

/** Chats have less room than terminals. */
const shown = { topics: 10, messages: 10, similar: 5 };

/**
 * Answers one command line as people type it in a chat. What they got wrong is answered too; only faults of ours are thrown.
 *
 * @param live where a connected platform asks
 * @example
 * await runCommand(hubbub, viewer, '/similar the checkout test is flaky');
 */
export async function runCommand(hubbub: Hubbub, viewer: Viewer, line: string, live?: Live): Promise<Reply> {
  const [, command = '', rest = ''] = /^\s*\/?(\S*)\s*(.*)$/s.exec(storable(line))!;
  try {
    switch (command) {
      case 'topics':
        return await runTopics(hubbub, viewer, wordsOf(rest));
      case 'similar':
        return await runSimilar(hubbub, viewer, rest);
      case 'digest':
        checkSight(viewer);
        return await digestCommand(hubbub, viewer, wordsOf(rest), live);
      case 'status':
        return await statusReply(hubbub, viewer);
      case 'backfill':
        return await backfillReply(await hubbub.store(), viewer, rest.trim(), live);
      case 'privacy':
        return await privacyReply(hubbub, viewer, rest);
      case 'hubbub':
        return await runCommand(hubbub, viewer, rest, live);
      case 'help':
      case '':
        return helpReply();
      default:
        throw new UsageError(`There is no command /${command}.`, 'Say /hubbub help to see what there is.');
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
  checkSight(viewer);
  const store = await hubbub.store();
  if (isCuration(words[0])) return curate(store, viewer, words[0], words[1], words.slice(2).join(' '));
  const { values, positionals } = parse(words);
  const page = pageNumber(values.page);
  if (positionals[0] === 'show')
    return topicMessagesReply(store, viewer, positionals.slice(1).join(' '), { page, limit: shown.messages });
  if (positionals[0] === 'map')
    return mapReply(store, viewer, { ...namedBy(positionals.slice(1)), ...values });
  const asked = { ...namedBy(positionals), ...values, page };
  const result = await listTopics(store, viewer, { ...asked, members: true });
  return topicsReply(store, viewer, result, { limit: shown.topics, asked });
}

/** Whoever may read nothing is told so: an empty answer would look as if nobody had said anything. */
function checkSight({ channels }: Viewer): void {
  if (channels !== 'all' && channels.size === 0)
    throw new HubbubError(
      'Hubbub reads no channel that you may read.',
      'Invite the bot into a channel that you are in, and ask again a little later.',
    );
}

/** Without options, a time says since when, and anything else which channel. */
function namedBy(words: readonly string[]): { channel?: string; since?: string } {
  const [channel, ...more] = words.filter((word) => !isTime(word));
  const since = words.find(isTime);
  if (more.length > 0)
    throw new UsageError(`“${words.join(' ')}” is not a channel.`, 'For instance: /topics #ops 7d');
  return { ...(channel && { channel }), ...(since && { since }) };
}

const isTime = (word: string) => /^(all|\d+[hdw]|\d{4}-\d\d\S*)$/.test(word);

async function runSimilar(hubbub: Hubbub, viewer: Viewer, rest: string): Promise<Reply> {
  checkSight(viewer);
  const asked = readSimilar(rest);
  const [store, embedder] = await Promise.all([hubbub.store(), hubbub.embedder(viewer.workspace)]);
  // One more than is shown tells whether there is another page.
  const limit = shown.similar * asked.page + 1;
  const result = await findSimilar(store, embedder, viewer, asked.query, { ...asked.options, limit });
  return similarReply(result, { ...asked, limit: shown.similar });
}

/** Words of a line; those in double quotes are one. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|“([^”]*)”|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3]!);

function parse(args: string[]) {
  const option = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      options: { channel: option, since: option, page: option },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}.`, 'Say /hubbub help to see examples.', {
      cause: error,
    });
  }
}
