import type { SimilarResult } from '../similar/similar.ts';
import { wordsFor } from '../similar/words.ts';
import { turnPages } from './paging.ts';
import type { MessageItem, Part, Reply } from './reply.ts';

/** One page of an answer, from 1 on, and what was asked to get it. */
interface Page {
  asked: string;
  page: number;
  limit: number;
}

/**
 * Similar messages for people: how close each is in words and percent, and by what terms.
 *
 * @param shown in a chat, the page that is shown of the results, which may go beyond it
 */
export function similarReply({ query, results }: SimilarResult, shown?: Page): Reply {
  const from = shown ? shown.limit * (shown.page - 1) : 0;
  const messages = results.slice(from, shown && from + shown.limit).map(
    (r): MessageItem => ({
      id: r.messageId,
      author: r.author,
      channel: r.channel,
      ts: Date.parse(r.ts),
      text: r.text,
      permalink: r.permalink ?? undefined,
      match: { ...r, words: wordsFor(r.percentile) },
    }),
  );
  const best = messages[0];
  return {
    heading: `Similar to “${query}”`,
    parts: best
      ? [{ kind: 'messages', messages }, ...(shown ? furtherPages(shown, results.length) : [])]
      : [{ kind: 'text', text: 'There is no other message to compare it with.' }],
    fallback: best
      ? `${messages.length} messages similar to “${query}”; the closest is by ${best.author} in #${best.channel}: ${best.text}`
      : `Nothing is similar to “${query}”.`,
  };
}

function furtherPages({ asked, page, limit }: Page, found: number): Part[] {
  const more = found > limit * page;
  const actions = turnPages((to) => `/similar --page ${to} ${asked}`, page, { more });
  return actions.length > 0 ? [{ kind: 'actions', actions }] : [];
}
