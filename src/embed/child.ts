import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { HubbubError } from '../errors.ts';

/** One batch of texts, and the answer to it: one vector after the other, or what went wrong. */
type ChildRequest = { id: number; texts: readonly string[] };
type ChildAnswer = { id: number; vectors: Float32Array } | { id: number; failure: string };

/** How to start the process that embeds, and how to put its end into words. */
interface ChildOptions {
  script: URL;
  args?: readonly string[];
  /** For instance `--max-old-space-size=512`. */
  nodeOptions?: readonly string[];
  broken(cause: unknown): HubbubError;
}

/** Texts handed over at a time: what can still be in hand when the caller has given up. */
const BATCH = 128;

/**
 * A process that embeds: it starts with the first text, blocks nothing, and its memory is given back when it is closed.
 *
 * @example
 * const child = new EmbedderChild({ script: new URL('./local.process.ts', import.meta.url), broken });
 * const vectors = await child.embed(['The deploy is stuck again']);
 */
export class EmbedderChild {
  readonly #options: ChildOptions;
  readonly #pending = new Map<number, PromiseWithResolvers<Float32Array>>();
  #process: ChildProcess | undefined;
  #requests = 0;

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const vectors = new Array<Float32Array>(texts.length);
    // Alike in length, alike in time taken; and texts of one length can be run together.
    const order = [...texts.keys()].sort((a, b) => texts[a]!.length - texts[b]!.length);
    for (let start = 0; start < order.length; start += BATCH) {
      signal?.throwIfAborted();
      const batch = order.slice(start, start + BATCH);
      const joined = await this.#ask(batch.map((i) => texts[i]!));
      const length = joined.length / batch.length;
      batch.forEach((text, i) => {
        vectors[text] = joined.slice(i * length, (i + 1) * length);
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
    this.#process.send({ id, texts } satisfies ChildRequest);
    return answer.promise;
  }

  #start(): ChildProcess {
    const { script, args = [], nodeOptions = [], broken } = this.#options;
    // ONNX Runtime tells its maker about what it runs unless this says not to, before it is loaded.
    const env = { ...process.env, ORT_DISABLE_TELEMETRY: '1' };
    const child = fork(script, args, { execArgv: [...nodeOptions], serialization: 'advanced', env });
    let cause: unknown;
    child.on('error', (error) => {
      cause = error;
    });
    child.on('exit', (code, signal) => this.#lose(child, cause ?? (code ? `exit code ${code}` : signal)));
    child.on('message', (answer: ChildAnswer) => {
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
    for (const { reject } of this.#pending.values()) reject(this.#options.broken(cause));
    this.#pending.clear();
  }
}

/**
 * The other end: answers each batch by `embed`, which gives one vector after the other. Call it in the process's script.
 *
 * A terminal sends Ctrl-C to this process too, but what is in hand is to be finished; it ends with the one that started it.
 */
export function answerAsChild(embed: (texts: readonly string[]) => Promise<Float32Array>): void {
  process.on('message', async ({ id, texts }: ChildRequest) => {
    let answer: ChildAnswer;
    try {
      answer = { id, vectors: await embed(texts) };
    } catch (error) {
      answer = { id, failure: error instanceof Error ? error.message : String(error) };
    }
    process.send?.(answer);
  });
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  process.on('disconnect', () => process.exit());
}
