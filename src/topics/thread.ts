import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Background, Said } from '../label/keywords.ts';
import type { Matrix } from './matrix.ts';
import type { WindowMessage } from './window.ts';

/** The long computations of a run, which would otherwise keep people waiting. */
export type Task =
  | { kind: 'clusters'; messages: readonly WindowMessage[]; vectors: Matrix; conversations: Int32Array }
  | { kind: 'keyphrases'; topics: Said[][]; exclude: string[]; background: Background };

/** A thread of its own for one run. Close it. */
export interface Thread {
  /** @param conversations numbers from the last run, -1 for messages that are new */
  clusters(
    messages: readonly WindowMessage[],
    vectors: Matrix,
    conversations: Int32Array,
  ): Promise<{ conversations: Int32Array; clusters: Int32Array }>;
  /** See `keyphrases`. */
  keyphrases(topics: Said[][], exclude: string[], background: Background): Promise<string[][]>;
  close(): Promise<void>;
}

/** Left to itself, V8 lets what is short-lived take 100 MB before it looks what of it is garbage. */
const resourceLimits = { maxYoungGenerationSizeMb: 24 };

/** Starts the thread; when `signal` aborts, it ends at once and the task at hand rejects. */
export function startThread(signal?: AbortSignal): Thread {
  const worker = new Worker(new URL('./cluster.worker.ts', import.meta.url), { resourceLimits });
  const run = async (task: Task) => {
    worker.postMessage(task);
    const [answer] = await once(worker, 'message', { signal });
    return answer;
  };
  return {
    clusters: (messages, vectors, conversations) =>
      run({ kind: 'clusters', messages, vectors, conversations }),
    keyphrases: (topics, exclude, background) => run({ kind: 'keyphrases', topics, exclude, background }),
    async close() {
      await worker.terminate();
    },
  };
}
