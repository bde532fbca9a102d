import { Worker } from 'node:worker_threads';
import { HubbubError } from '../errors.ts';
import type { Label, Labeller, LabelRequest } from '../label/labeller.ts';
import type { Store } from '../store/store.ts';
import type { RunOrder, RunStep, RunSummary } from './run.ts';

/** What the thread is started with. */
export interface Order {
  order: RunOrder;
  database: Pick<Store, 'connectionString' | 'embedded'>;
  labellerId: string;
}
/** What it says: a step that begins, names that it wants, and at last what came of it. */
export type Report =
  | { kind: 'step'; step: RunStep }
  | { kind: 'label'; requests: readonly LabelRequest[]; siblings: readonly string[] }
  | { kind: 'done'; summary: RunSummary | undefined }
  | { kind: 'failed'; what: string; fix: string };
/** The names it wanted, or why there are none. */
export type Answer = { labels: Label[] } | { what: string; fix: string };

/** Left to itself, V8 lets what is short-lived take 100 MB before it looks what of it is garbage. */
const resourceLimits = { maxYoungGenerationSizeMb: 24 };

/**
 * Does a run in a thread of its own, so that people who ask meanwhile need not wait. When `signal` aborts, the thread
 * ends at once and nothing is saved.
 */
export async function runInThread(
  order: RunOrder,
  { connectionString, embedded }: Store,
  labeller: Labeller,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?(step: RunStep): void },
): Promise<RunSummary | undefined> {
  signal?.throwIfAborted();
  const workerData: Order = { order, database: { connectionString, embedded }, labellerId: labeller.id };
  const worker = new Worker(new URL('./run.worker.ts', import.meta.url), { workerData, resourceLimits });
  const { promise, resolve, reject } = Promise.withResolvers<RunSummary | undefined>();
  const stop = () => reject(signal!.reason);
  signal?.addEventListener('abort', stop);
  worker.on('error', reject);
  worker.on('exit', () => reject(new Error('The thread that finds topics ended before its time.')));
  worker.on('message', (report: Report) => {
    if (report.kind === 'step') onProgress?.(report.step);
    else if (report.kind === 'done') resolve(report.summary);
    else if (report.kind === 'failed') reject(new HubbubError(report.what, report.fix));
    else answer(report).then((labels) => worker.postMessage(labels), reject);
  });
  const answer = async ({ requests, siblings }: Extract<Report, { kind: 'label' }>): Promise<Answer> => {
    try {
      return { labels: await labeller.label(requests, siblings, signal) };
    } catch (error) {
      if (!(error instanceof HubbubError)) throw error;
      return { what: error.message, fix: error.fix };
    }
  };
  try {
    return await promise;
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
