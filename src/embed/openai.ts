import OpenAI from 'openai';
import { breaker } from '../breaker.ts';
import type { Meter } from '../cost/ledger.ts';
import { HubbubError } from '../errors.ts';
import { booked } from '../openai/booked.ts';
import { isServersFault, type Patience, patience, retrying } from '../openai/retry.ts';
import type { Embedder } from './embedder.ts';
import { tokensOf, vectorsOf } from './openai/answer.ts';
import { type Batch, batchesOf } from './openai/batches.ts';
import { explain } from './openai/refusal.ts';

/** Lengths of the vectors of OpenAI's models; those of other models are learnt from the first answer. */
export const KNOWN_DIMENSIONS: Record<string, number> = {
  'text-embedding-3-small': 1536,
  'text-embedding-3-large': 3072,
  'text-embedding-ada-002': 1536,
};

export const DEFAULT_MODEL = 'text-embedding-3-small';

export interface OpenAIEmbedderOptions {
  apiKey: string;
  baseUrl?: string;
  model?: string;
  /** Asks the model for shorter vectors; only some can. */
  dimensions?: number;
  /** Length of the vectors that this model gave before, where that is known. */
  knownDimensions?: number;
  patience?: Patience;
  /** Books what each request takes; nothing is booked without it. */
  meter?: Meter;
}

/**
 * Embeds by OpenAI or any server that speaks its protocol. Texts without content are not sent and get zeros.
 *
 * @example
 * const embedder = new OpenAIEmbedder({ apiKey: 'none', baseUrl: 'http://localhost:11434/v1', model: 'bge-m3' });
 */
export class OpenAIEmbedder implements Embedder {
  readonly id: string;
  readonly #client: OpenAI;
  readonly #model: string;
  readonly #options: OpenAIEmbedderOptions;
  readonly #guarded: ReturnType<typeof breaker>;
  #dimensions: number;

  constructor(options: OpenAIEmbedderOptions) {
    const { apiKey, baseUrl, model = DEFAULT_MODEL, dimensions } = options;
    const { timeout } = options.patience ?? patience.background;
    const length = dimensions ?? KNOWN_DIMENSIONS[model];
    this.id = `openai:${model}${length ? `@${length}` : ''}`;
    this.#client = new OpenAI({ apiKey, baseURL: baseUrl, timeout, maxRetries: 0 });
    this.#model = model;
    this.#options = options;
    this.#dimensions = length ?? options.knownDimensions ?? 0;
    this.#guarded = breaker(new URL(this.#client.baseURL).host, isServersFault);
  }

  get dimensions(): number {
    return this.#dimensions;
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    signal?.throwIfAborted();
    const filled = texts.filter(holdsSomething);
    const vectors: Float32Array[] = [];
    for (const batch of filled.length > 0 ? await batchesOf(filled) : [])
      vectors.push(...(await this.#request(batch, signal)));
    let next = 0;
    return texts.map((text) =>
      holdsSomething(text) ? vectors[next++]! : new Float32Array(this.#dimensions),
    );
  }

  async close(): Promise<void> {}

  async #request(batch: Batch, signal?: AbortSignal): Promise<Float32Array[]> {
    try {
      const vectors = await retrying(
        () => this.#guarded(() => this.#try(batch, signal)),
        this.#options.patience ?? patience.background,
        signal,
      );
      this.#checkDimensions(vectors);
      return vectors;
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw explain(error, { host: new URL(this.#client.baseURL).host, model: this.#model });
    }
  }

  async #try({ texts, tokens }: Batch, signal?: AbortSignal): Promise<Float32Array[]> {
    const { dimensions, meter } = this.#options;
    const answer = await booked(
      meter,
      { input: tokens, output: 0 },
      () =>
        this.#client.embeddings.create(
          { model: this.#model, input: texts, ...(dimensions && { dimensions }) },
          { signal },
        ),
      tokensOf,
      signal,
    );
    return vectorsOf(answer, texts.length);
  }

  #checkDimensions(vectors: readonly Float32Array[]): void {
    this.#dimensions ||= vectors[0]!.length;
    const other = vectors.find((vector) => vector.length !== this.#dimensions);
    if (!other) return;
    throw new HubbubError(
      `${this.#model} sent a vector of ${other.length} numbers where ${this.#dimensions} were expected.`,
      'Vectors of different lengths cannot be compared: name the model and length that the server has now, with HUBBUB_EMBEDDER=openai:MODEL@DIMENSIONS.',
    );
  }
}

const holdsSomething = (text: string) => text.trim() !== '';
