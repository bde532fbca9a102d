import type { Hubbub } from '../hubbub.ts';
import { findSimilar, type SimilarQuery, type SimilarResult } from '../similar/similar.ts';
import { wordsFor } from '../similar/words.ts';
import type { Viewer } from '../viewer.ts';
import type { MessageItem, Reply } from './reply.ts';

/**
 * Answers "what's similar to this" with at most `limit` messages that `viewer` may see.
 *
 * @throws UsageError for an empty text, HubbubError for a message that does not exist.
 */
export async function similar(
  hubbub: Hubbub,
  viewer: Viewer,
  query: SimilarQuery,
  options: { limit: number; signal?: AbortSignal },
): Promise<SimilarResult> {
  return findSimilar(await hubbub.store(), await hubbub.embedder(), viewer, query, options);
}

/** The same answer, for people. */
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
