import type { SimilarMessage, SimilarResult } from '../similar/similar.ts';
import { wordsFor } from '../similar/words.ts';
import { turnPages } from './paging.ts';
import type { Action, MessageItem, Part, Reply } from './reply.ts';

/** One page of an answer, from 1 on, and what was asked to get it. */
interface Page {
  again: string;
  page: number;
  limit: number;
}

/**
 * Similar messages for people: how close each is in words and percent, by what terms, and what came of it.
 *
 * @param shown in a chat, the page that is shown of the results, which may go beyond it
 */
export function similarReply(
  { query, results, weaker, wordsOnly, incomplete }: SimilarResult,
  shown?: Page,
): Reply {
  const from = shown ? shown.limit * (shown.page - 1) : 0;
  const messages = results.slice(from, shown && from + shown.limit).map(itemOf);
  const best = messages[0];
  const lonely = weaker && best?.match?.words === 'weak';
  const context = lonely
    ? 'Nothing comes close to it; this is the nearest there is'
    : best?.outcome && 'One message a conversation, and what came of it';
  const actions = shown ? furtherActions(shown, results.length, weaker) : [];
  const parts: Part[] = best ? [{ kind: 'messages', messages }] : [{ kind: 'text', text: nothing(from) }];
  if (weaker && !shown) parts.push({ kind: 'note', text: 'Weaker ones are not shown; --all shows them.' });
  if (wordsOnly)
    parts.push({
      kind: 'note',
      text: `Found by their words alone, for now: ${wordsOnly} Messages that say it in other words are missing.`,
    });
  if (incomplete) parts.push({ kind: 'note', text: incomplete });
  if (actions.length > 0) parts.push({ kind: 'actions', actions });
  return {
    heading: `Similar to “${query}”`,
    ...(context && { context }),
    parts,
    fallback: best
      ? `${messages.length} messages similar to “${query}”; the closest is by ${best.author} in #${best.channel}: ${best.text}`
      : `Nothing is similar to “${query}”.`,
  };
}

function itemOf({ messageId, ts, permalink, topic, sameWords, outcome, ...r }: SimilarMessage): MessageItem {
  const { author, channel, text, similarity, percentile, why, repeats } = r;
  const words = wordsFor(percentile, sameWords);
  return {
    ...{ id: messageId, author, channel, ts: Date.parse(ts), text },
    ...(permalink !== null && { permalink }),
    match: { similarity, percentile, words, why, repeats, topic: topic?.label },
    ...(outcome && { outcome }),
  };
}

const nothing = (from: number) =>
  from > 0 ? 'There are no messages on this page.' : 'There is no other message to compare it with.';

function furtherActions({ again, page, limit }: Page, found: number, weaker = false): Action[] {
  const more = found > limit * page;
  const actions = turnPages((to) => `/similar --page ${to} ${again}`, page, { more });
  const all: Action = {
    id: 'weaker',
    label: 'Show weaker ones',
    command: `/similar --all ${again}`,
    replaces: true,
  };
  return weaker && !more ? [...actions, all] : actions;
}
