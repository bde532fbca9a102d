import type Keyv from 'keyv';
import { type Config, EMBEDDER_SETTING } from '../config.ts';
import { meterFor, type Purpose } from '../cost/ledger.ts';
import { type Price, priceOf } from '../cost/prices.ts';
import { HubbubError, UsageError } from '../errors.ts';
import { patience } from '../openai/retry.ts';
import { EMBEDDINGS, openCache } from '../store/cache.ts';
import type { Store } from '../store/store.ts';
import { cached } from './cache.ts';
import type { Embedder } from './embedder.ts';
import type { TransformersChild } from './transformers.ts';

/** An embedder with its cache; `hits` counts the vectors that were known already. */
export type CachedEmbedder = Embedder & { readonly hits: number };

/** For whom and what is embedded: the ledger wants to know. */
export interface Use {
  workspace: string;
  purpose: Exclude<Purpose, 'names' | 'digests'>;
}

/**
 * Opens embedders by setting (`openai:bge-m3`) or by the id that their vectors carry. Nothing is loaded or asked
 * before the first text; a model on this machine is loaded once, whoever uses it.
 *
 * @example
 * const embedders = new Embedders(config, store);
 * const embedder = await embedders.open('local', { workspace: 'slack:T024BE7LD', purpose: 'messages' });
 */
export class Embedders {
  readonly #config: Config;
  readonly #store: Store;
  readonly #cache: Keyv<Uint8Array>;
  readonly #opened = new Map<string, Promise<CachedEmbedder>>();
  #local: Promise<Embedder> | undefined;
  readonly #models = new Map<string, TransformersChild>();

  constructor(config: Config, store: Store) {
    this.#config = config;
    this.#store = store;
    this.#cache = openCache(store, config, EMBEDDINGS);
  }

  /** @throws HubbubError where it cannot be opened with the present settings */
  async open(setting: string, use: Use): Promise<CachedEmbedder> {
    if (!EMBEDDER_SETTING.test(setting))
      throw new UsageError(
        `There is no embedder ${setting}.`,
        'There is local, openai:MODEL, openai:MODEL@DIMENSIONS and transformers:MODEL.',
      );
    const key = [setting, use.workspace, use.purpose].join(' ');
    const opened = this.#opened.get(key) ?? this.#cached(setting, use);
    this.#opened.set(key, opened);
    return opened;
  }

  /** What an embedder costs, by its id: nothing where it runs on this machine, undefined where nobody knows. */
  priceOf(id: string): Price | undefined {
    const model = /^openai:([^@]+)/.exec(id)?.[1];
    if (!model) return { input: 0, output: 0 };
    return priceOf(model, { prices: this.#config.prices, baseUrl: this.#config.openai?.baseUrl });
  }

  async close(): Promise<void> {
    for (const opened of this.#opened.values()) await (await opened.catch(() => undefined))?.close();
  }

  async #cached(setting: string, use: Use): Promise<CachedEmbedder> {
    const embedder = cached(await this.#make(setting, use), this.#cache);
    // What is embedded on this machine stays whole; outside the cache, so that it knows redacted texts alone.
    if (!setting.startsWith('openai')) return embedder;
    const { redactedEmbedder } = await import('../privacy/redacted.ts');
    return redactedEmbedder(embedder);
  }

  // Dynamic, so that nobody loads the SDK or the model for the other's sake.
  async #make(setting: string, use: Use): Promise<Embedder> {
    if (setting === 'local') {
      this.#local ??= import('./local.ts').then(({ LocalEmbedder }) => new LocalEmbedder());
      return this.#local;
    }
    if (setting.startsWith('transformers:')) return this.#transformers(setting, use);
    return openOpenAI(this.#config, this.#store, setting, use);
  }

  async #transformers(setting: string, { purpose }: Use): Promise<Embedder> {
    const { openTransformers, transformersEmbedder } = await import('./transformers.ts');
    const name = decodeURI(setting.slice('transformers:'.length));
    const child = this.#models.get(name) ?? openTransformers(name);
    this.#models.set(name, child);
    const role = purpose === 'queries' ? 'query' : 'passage';
    return transformersEmbedder(child, role, await storedDimensions(this.#store, child.id));
  }
}

async function openOpenAI(config: Config, store: Store, setting: string, use: Use): Promise<Embedder> {
  if (!config.openai)
    throw new HubbubError(
      `${setting} cannot be asked any more: there is no key.`,
      'Set OPENAI_API_KEY (or OPENAI_BASE_URL for a server that needs none) again.',
    );
  const { DEFAULT_MODEL, KNOWN_DIMENSIONS, OpenAIEmbedder } = await import('./openai.ts');
  const { model = DEFAULT_MODEL, dimensions } = /^openai(:(?<model>[^@]+))?(@(?<dimensions>\d+))?$/.exec(
    setting,
  )!.groups!;
  const length = dimensions ? Number(dimensions) : undefined;
  const open = (knownDimensions?: number) =>
    new OpenAIEmbedder({
      ...config.openai!,
      model,
      // Not every model takes the parameter, so it is left out where it would change nothing.
      dimensions: length === KNOWN_DIMENSIONS[model] ? undefined : length,
      knownDimensions,
      meter: meterFor(store, config, { ...use, model }),
      patience: use.purpose === 'queries' ? patience.answer : patience.background,
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
