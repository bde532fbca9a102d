import { HubbubError } from '../errors.ts';
import { EmbedderChild } from './child.ts';
import type { Embedder } from './embedder.ts';

/** Changes whenever a text would get another vector than before, so that old and new are never compared. */
const VERSION = 1;
const DIMENSIONS = 1024;

/**
 * The embedder that needs no key and no server: Universal Sentence Encoder lite and hashed words, in a process
 * that starts with the first text, and whose memory is given back when it is closed. Made for English; of other languages it knows the words only.
 *
 * A text's vector is the same to the last bit whatever it is embedded together with.
 *
 * @example
 * const embedder = new LocalEmbedder();
 * const [vector] = await embedder.embed(['The deploy is stuck again']);
 * await embedder.close();
 */
export class LocalEmbedder implements Embedder {
  readonly id = `local:use-lite+lexical@${VERSION}`;
  readonly dimensions = DIMENSIONS;
  readonly #child: EmbedderChild;

  /** @param nodeOptions of the process, for instance `--max-old-space-size=512` */
  constructor(nodeOptions: readonly string[] = []) {
    this.#child = new EmbedderChild({
      script: new URL('./local.process.ts', import.meta.url),
      nodeOptions,
      broken,
    });
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    return this.#child.embed(texts, signal);
  }

  close(): Promise<void> {
    return this.#child.close();
  }
}

const broken = (cause: unknown) =>
  new HubbubError(
    `The local embedder stopped: ${cause instanceof Error ? cause.message : (cause ?? 'it was closed or ran out of memory')}.`,
    'What was embedded is kept; run the command again. If it happens again, run `npm ci`, or set HUBBUB_EMBEDDER to openai.',
    { cause },
  );
