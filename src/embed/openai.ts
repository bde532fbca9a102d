import OpenAI, { APIUserAbortError } from 'openai';
import { breaker } from '../breaker.ts';
import { HubbubError } from '../errors.ts';
import type { Embedder } from './embedder.ts';
import { MalformedAnswer, vectorsOf } from './openai/answer.ts';
import { batchesOf } from './openai/batches.ts';
import { explain } from './openai/refusal.ts';
import { isServersFault, type Patience, patience, retrying } from './openai/retry.ts';

/** Lengths of the vectors of OpenAI's models; those of other models are learnt from the first answer. */
const KNOWN_DIMENSIONS: Record<string, number> = {
  'text-embedding-3-small': 1536,
  'text-embedding-3-large': 3072,
  'text-embedding-ada-002': 1536,
};
/** Milliseconds for one try of a request. */
const TIMEOUT = 60_000;

export interface OpenAIEmbedderOptions {
  apiKey: string;
  baseUrl?: string;
  model?: string;
  /** Asks the model for shorter vectors; only some can. */
  dimensions?: number;
  /** Length of the vectors that this model gave before, where that is known. */
  knownDimensions?: number;
  patience?: Patience;
  /** Milliseconds for one try of a request. */
  timeout?: number;
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
    const { apiKey, baseUrl, model = 'text-embedding-3-small', dimensions, timeout = TIMEOUT } = options;
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

  async #request(input: string[], signal?: AbortSignal): Promise<Float32Array[]> {
    try {
      const vectors = await retrying(
        () => this.#guarded(() => this.#try(input, signal)),
        this.#options.patience ?? patience,
        signal,
      );
      this.#checkDimensions(vectors);
      return vectors;
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw explain(error, { host: new URL(this.#client.baseURL).host, model: this.#model });
    }
  }

  async #try(input: string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const { dimensions } = this.#options;
    let answer: unknown;
    try {
      answer = await this.#client.embeddings.create(
        { model: this.#model, input, ...(dimensions && { dimensions }) },
        { signal },
      );
    } catch (error) {
      // The SDK passes on whatever goes wrong while it reads a body: broken JSON, a cut connection, odd base64.
      if (error instanceof OpenAI.OpenAIError || error instanceof APIUserAbortError || signal?.aborted)
        throw error;
      throw new MalformedAnswer('its answer broke off or is not JSON', { cause: error });
    }
    return vectorsOf(answer, input.length);
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
