import type { SimilarResult } from '../similar/similar.ts';
import { wordsFor } from '../similar/words.ts';
import type { MessageItem, Reply } from './reply.ts';

/** Similar messages for people: how close each is in words and percent, and by what terms. */
export function similarReply({ query, results }: SimilarResult): Reply {
  const messages = results.map(
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
      ? [{ kind: 'messages', messages }]
      : [{ kind: 'text', text: 'There is no other message to compare it with.' }],
    fallback: best
      ? `${messages.length} messages similar to “${query}”; the closest is by ${best.author} in #${best.channel}: ${best.text}`
      : `Nothing is similar to “${query}”.`,
  };
}
