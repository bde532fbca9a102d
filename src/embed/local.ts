import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { HubbubError } from '../errors.ts';
import type { Embedder } from './embedder.ts';
import type { LocalAnswer, LocalRequest } from './local.process.ts';

/** Changes whenever a text would get another vector than before, so that old and new are never compared. */
const VERSION = 1;
const DIMENSIONS = 1024;
/** Texts handed over at a time: what can still be in hand when the caller has given up. */
const BATCH = 128;

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
  readonly #pending = new Map<number, PromiseWithResolvers<Float32Array>>();
  readonly #nodeOptions: readonly string[];
  #process: ChildProcess | undefined;
  #requests = 0;

  /** @param nodeOptions of the process, for instance `--max-old-space-size=512` */
  constructor(nodeOptions: readonly string[] = []) {
    this.#nodeOptions = nodeOptions;
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const vectors = new Array<Float32Array>(texts.length);
    // Alike in length, alike in time taken; and the encoder runs texts of one length together.
    const order = [...texts.keys()].sort((a, b) => texts[a]!.length - texts[b]!.length);
    for (let start = 0; start < order.length; start += BATCH) {
      signal?.throwIfAborted();
      const batch = order.slice(start, start + BATCH);
      const joined = await this.#ask(batch.map((i) => texts[i]!));
      batch.forEach((text, i) => {
        vectors[text] = joined.slice(i * DIMENSIONS, (i + 1) * DIMENSIONS);
      });
    }
    signal?.throwIfAborted();
    return vectors;
  }

  async close(): Promise<void> {
    const running = this.#process;
    if (!running) return;
    const exit = once(running, 'exit');
    running.kill('SIGKILL');
    await exit;
  }

  #ask(texts: readonly string[]): Promise<Float32Array> {
    this.#process ??= this.#start();
    const id = this.#requests++;
    const answer = Promise.withResolvers<Float32Array>();
    this.#pending.set(id, answer);
    this.#process.send({ id, texts } satisfies LocalRequest);
    return answer.promise;
  }

  #start(): ChildProcess {
    const child = fork(new URL('./local.process.ts', import.meta.url), {
      execArgv: [...this.#nodeOptions],
      serialization: 'advanced',
    });
    let cause: unknown;
    child.on('error', (error) => {
      cause = error;
    });
    child.on('exit', (code, signal) => this.#lose(child, cause ?? (code ? `exit code ${code}` : signal)));
    child.on('message', (answer: LocalAnswer) => {
      const asked = this.#pending.get(answer.id);
      this.#pending.delete(answer.id);
      if ('vectors' in answer) asked?.resolve(answer.vectors);
      else asked?.reject(broken(answer.failure));
    });
    return child;
  }

  /** The process has ended: whoever waits is told, and the next text starts another. */
  #lose(child: ChildProcess, cause: unknown): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    for (const { reject } of this.#pending.values()) reject(broken(cause));
    this.#pending.clear();
  }
}

const broken = (cause: unknown) =>
  new HubbubError(
    `The local embedder stopped: ${cause instanceof Error ? cause.message : (cause ?? 'it was closed or ran out of memory')}.`,
    'What was embedded is kept; run the command again. If it happens again, run `npm ci`, or set HUBBUB_EMBEDDER to openai.',
    { cause },
  );
