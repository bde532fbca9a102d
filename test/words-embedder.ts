import { createHash } from 'node:crypto';
import type { Embedder } from '../src/embed/embedder.ts';

const BUCKETS = 64;

/** Counts words in 64 buckets: crude, but it is deterministic and knows what texts share. */
export const wordsEmbedder: Embedder = {
  id: `words:${BUCKETS}`,
  dimensions: BUCKETS,
  async embed(texts) {
    return texts.map((text) => {
      const vector = new Float32Array(BUCKETS);
      for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
        const hash = createHash('sha256').update(word).digest('hex');
        vector[Number.parseInt(hash.slice(0, 8), 16) % BUCKETS]! += 1;
      }
      const length = Math.hypot(...vector) || 1;
      return vector.map((x) => x / length);
    });
  },
  async close() {},
};
