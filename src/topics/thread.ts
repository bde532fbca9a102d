import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Matrix } from './matrix.ts';
import type { WindowMessage } from './window.ts';

/** The long computations of a run, which would otherwise keep people waiting. */
export type Task =
  | { kind: 'clusters'; messages: readonly WindowMessage[]; vectors: Matrix; conversations: Int32Array }
  | { kind: 'keyphrases'; texts: string[][]; exclude: string[] };

/** A thread of its own for one run. Close it. */
export interface Thread {
  /** @param conversations numbers from the last run, -1 for messages that are new */
  clusters(
    messages: readonly WindowMessage[],
    vectors: Matrix,
    conversations: Int32Array,
  ): Promise<{ conversations: Int32Array; clusters: Int32Array }>;
  /** See `keyphrases`. */
  keyphrases(texts: string[][], exclude: string[]): Promise<string[][]>;
  close(): Promise<void>;
}

/** Starts the thread; when `signal` aborts, it ends at once and the task at hand rejects. */
export function startThread(signal?: AbortSignal): Thread {
  const worker = new Worker(new URL('./cluster.worker.ts', import.meta.url));
  const run = async (task: Task) => {
    worker.postMessage(task);
    const [answer] = await once(worker, 'message', { signal });
    return answer;
  };
  return {
    clusters: (messages, vectors, conversations) =>
      run({ kind: 'clusters', messages, vectors, conversations }),
    keyphrases: (texts, exclude) => run({ kind: 'keyphrases', texts, exclude }),
    async close() {
      await worker.terminate();
    },
  };
}
