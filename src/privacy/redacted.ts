import type { CachedEmbedder } from '../embed/open.ts';
import type { Labeller } from '../label/labeller.ts';
import { redact } from './redact.ts';

/** An embedder that is given texts without secrets and e-mail addresses: for those that send them elsewhere. */
export function redactedEmbedder(inner: CachedEmbedder): CachedEmbedder {
  return {
    get id() {
      return inner.id;
    },
    get dimensions() {
      return inner.dimensions;
    },
    get hits() {
      return inner.hits;
    },
    embed: (texts, signal) => inner.embed(texts.map(redact), signal),
    close: () => inner.close(),
  };
}

/** A labeller that is given messages, keywords and names without secrets and e-mail addresses. */
export const redactedLabeller = (inner: Labeller): Labeller => ({
  id: inner.id,
  label: (requests, siblings, signal) =>
    inner.label(
      requests.map(({ key, keywords, exemplars }) => ({
        key,
        keywords: keywords.map(redact),
        exemplars: exemplars.map(redact),
      })),
      siblings.map(redact),
      signal,
    ),
});
