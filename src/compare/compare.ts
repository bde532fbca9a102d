import type { Price } from '../cost/prices.ts';
import type { CachedEmbedder } from '../embed/open.ts';
import { loadTokenCounter } from '../tokens.ts';
import { row, zeros } from '../topics/matrix.ts';
import { type Quality, qualityOf } from './measure.ts';
import type { Sample } from './sample.ts';
import { usage } from './usage.ts';

/** One embedder of the JSON of `compare --json`; null where it cannot be known. */
export interface Compared extends Quality {
  embedder: string;
  /** Numbers in a vector; each takes four bytes in the database. */
  dimensions: number;
  /** Messages a second, where enough of them were not in the cache. */
  perSecond: number | null;
  /** Resident memory that it took, in MB, its process included. */
  memory: number | null;
  /** US dollars for a million messages such as these, and for all messages of the workspace. */
  price: { perMillionMessages: number | null; workspace: number | null };
}

/** Fewer texts than this say nothing of speed. */
const ENOUGH = 50;
const BATCH = 256;

/**
 * Embeds a sample, as far as the cache does not know its vectors, and measures what they are worth.
 *
 * @param cost for its tokens, undefined where that is not known
 * @param total messages of the workspace, where the sample is of one
 */
export async function measureEmbedder(
  embedder: CachedEmbedder,
  sample: Sample,
  cost: Price | undefined,
  {
    signal,
    total,
    onProgress,
  }: { signal?: AbortSignal; total?: number; onProgress?(done: number): void } = {},
): Promise<Compared> {
  const texts = sample.messages.map((message) => message.text);
  const before = memoryNow();
  const hits = embedder.hits;
  const start = performance.now();
  const vectors: Float32Array[] = [];
  for (let i = 0; i < texts.length; i += BATCH) {
    vectors.push(...(await embedder.embed(texts.slice(i, i + BATCH), signal)));
    onProgress?.(vectors.length);
  }
  const fresh = texts.length - (embedder.hits - hits);
  const timed =
    fresh >= ENOUGH ? { texts: fresh, ms: performance.now() - start } : await probe(embedder, texts, signal);
  const after = memoryNow();

  const matrix = zeros(vectors.length, embedder.dimensions);
  vectors.forEach((vector, i) => {
    row(matrix, i).set(vector);
  });
  const price = pricePerMessage(await meanTokens(texts), cost);
  return {
    embedder: embedder.id,
    dimensions: embedder.dimensions,
    ...qualityOf(sample, matrix),
    perSecond: timed && (timed.texts / timed.ms) * 1000,
    memory: before === null || after === null ? null : Math.max(0, after - before),
    price: {
      perMillionMessages: price === null ? null : price * 1e6,
      workspace: price === null || total === undefined ? null : price * total,
    },
  };
}

/** Tokens of a text on average, by OpenAI's tokenizer. */
export async function meanTokens(texts: readonly string[]): Promise<number> {
  const countTokens = await loadTokenCounter();
  return texts.reduce((sum, text) => sum + countTokens(text), 0) / Math.max(1, texts.length);
}

/** Where the cache knew nearly all: texts that it cannot know, of embedders that cost nothing. */
async function probe(embedder: CachedEmbedder, texts: readonly string[], signal?: AbortSignal) {
  if (embedder.id.startsWith('openai:')) return null;
  const unknown = texts.slice(0, 2 * ENOUGH).map((text, i) => `${text} ${performance.now()} ${i}`);
  const start = performance.now();
  await embedder.embed(unknown, signal);
  return { texts: unknown.length, ms: performance.now() - start };
}

const pricePerMessage = (tokens: number, price: Price | undefined): number | null =>
  price ? (tokens * price.input) / 1e6 : null;

/** In MB; null where the system does not tell. */
function memoryNow(): number | null {
  try {
    return usage().rss;
  } catch {
    return null;
  }
}
