import { wordsFor } from '../similar/words.ts';
import type { WatchResult, WatchView } from '../topics/watch.ts';
import type { MessageItem, Reply } from './reply.ts';

/** Watches and how well each tells its examples from those of the others, for people. */
export function watchesReply(watches: readonly WatchView[]): Reply {
  const heading = watches.length === 1 ? `Watch “${watches[0]!.name}”` : `${watches.length} watches`;
  const text = watches.map((watch) => `${watch.name}: ${quality(watch)}`).join('\n');
  return {
    heading,
    parts: [{ kind: 'text', text: text || 'None yet. Add one by examples of what belongs to it.' }],
    fallback: `${heading}. ${text}`,
  };
}

/** The messages that belong to a watch, for people. */
export function watchReply(result: WatchResult): Reply {
  const messages = result.matches.map(
    ({ messageId, ts, permalink, similarity, percentile, ...match }): MessageItem => ({
      ...match,
      id: messageId,
      ts: Date.parse(ts),
      permalink: permalink ?? undefined,
      match: { similarity, percentile, words: wordsFor(percentile), why: [] },
    }),
  );
  const heading = `${messages.length} messages belong to “${result.name}”`;
  return {
    heading,
    context: quality(result),
    parts: messages.length ? [{ kind: 'messages', messages }] : [],
    fallback: heading,
  };
}

/** What is known of a watch by judging each of its examples by all the others. */
function quality({ examples, precision, recall }: WatchView): string {
  const parts = [examples === 1 ? '1 example' : `${examples} examples`];
  if (precision !== null) parts.push(`precision ${percent(precision)}`);
  if (recall !== null) parts.push(`recall ${percent(recall)}`);
  else parts.push('add more examples to learn how precise it is');
  return parts.join(', ');
}

const percent = (share: number) => `${Math.round(share * 100)}%`;
