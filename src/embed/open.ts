import type { Config } from '../config.ts';
import { EMBEDDINGS, openCache } from '../store/cache.ts';
import type { Store } from '../store/store.ts';
import { cached } from './cache.ts';
import type { Embedder } from './embedder.ts';

/**
 * Opens the embedder that the settings ask for, with its cache. Nothing is loaded or asked before the first text.
 *
 * @example
 * const embedder = await openEmbedder(loadConfig({ HUBBUB_EMBEDDER: 'openai:bge-m3' }), store);
 */
export async function openEmbedder(config: Config, store: Store): Promise<Embedder> {
  const cache = openCache(store, config, EMBEDDINGS);
  // What is embedded on this machine stays whole; outside the cache, so that it knows redacted texts alone.
  if (config.embedder === 'local') return cached(await openLocal(), cache);
  const { redactedEmbedder } = await import('../privacy/redacted.ts');
  return redactedEmbedder(cached(await openOpenAI(config, store), cache));
}

// Dynamic, so that nobody loads the SDK or the model for the other's sake.

async function openLocal(): Promise<Embedder> {
  const { LocalEmbedder } = await import('./local.ts');
  return new LocalEmbedder();
}

async function openOpenAI(config: Config, store: Store): Promise<Embedder> {
  const { OpenAIEmbedder } = await import('./openai.ts');
  const { model, dimensions } = /^openai(:(?<model>[^@]+))?(@(?<dimensions>\d+))?$/.exec(config.embedder)!
    .groups!;
  const open = (knownDimensions?: number) =>
    new OpenAIEmbedder({
      ...config.openai!,
      model,
      dimensions: dimensions ? Number(dimensions) : undefined,
      knownDimensions,
    });
  const embedder = open();
  return embedder.dimensions > 0 ? embedder : open(await storedDimensions(store, embedder.id));
}

/** The length of the vectors that are stored already, so that a server that changes it is noticed. */
async function storedDimensions(store: Store, embedderId: string): Promise<number | undefined> {
  const { rows } = await store.pool.query<{ dimensions: number }>(
    'select vector_dims(vector) as dimensions from embedding where embedder = $1 limit 1',
    [embedderId],
  );
  return rows[0]?.dimensions;
}
