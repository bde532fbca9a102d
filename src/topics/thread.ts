import { Worker } from 'node:worker_threads';
import { HubbubError } from '../errors.ts';
import type { Label, Labeller, LabelRequest } from '../label/labeller.ts';
import type { Store } from '../store/store.ts';
import type { RunOrder, RunStep, RunSummary } from './run.ts';

/** What the thread is told to do. */
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
 * How long a thread waits for the next run, in milliseconds: where people talk, that comes within ten minutes. Where
 * little is new, starting a thread, loading and compiling take as long as all else in a run.
 */
const KEPT = 11 * 60_000;
let waiting: { worker: Worker; timer: NodeJS.Timeout } | undefined;

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
  const worker = take();
  const { promise, resolve, reject } = Promise.withResolvers<RunSummary | undefined>();
  const stop = () => reject(signal!.reason);
  const ended = () => reject(new Error('The thread that finds topics ended before its time.'));
  const hear = (report: Report) => {
    if (report.kind === 'step') onProgress?.(report.step);
    else if (report.kind === 'done') resolve(report.summary);
    else if (report.kind === 'failed') reject(new HubbubError(report.what, report.fix));
    else answer(report).then((labels) => worker.postMessage(labels), reject);
  };
  const answer = async ({ requests, siblings }: Extract<Report, { kind: 'label' }>): Promise<Answer> => {
    try {
      return { labels: await labeller.label(requests, siblings, signal) };
    } catch (error) {
      if (!(error instanceof HubbubError)) throw error;
      return { what: error.message, fix: error.fix };
    }
  };
  signal?.addEventListener('abort', stop);
  worker.on('error', reject).on('exit', ended).on('message', hear);
  const told: Order = { order, database: { connectionString, embedded }, labellerId: labeller.id };
  worker.postMessage(told);
  try {
    const summary = await promise;
    worker.off('error', reject).off('exit', ended).off('message', hear);
    keep(worker);
    return summary;
  } catch (error) {
    await worker.terminate();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** The thread that waits, or a new one. */
function take(): Worker {
  if (!waiting) return new Worker(new URL('./run.worker.ts', import.meta.url), { resourceLimits });
  const { worker, timer } = waiting;
  waiting = undefined;
  clearTimeout(timer);
  worker.off('error', forget).off('exit', forget).ref();
  return worker;
}

/** Lets a thread wait, though not the process for it; one is enough. */
function keep(worker: Worker): void {
  worker.unref();
  if (waiting) {
    worker.terminate();
    return;
  }
  worker.on('error', forget).on('exit', forget);
  const end = () => {
    // At once, for it takes a moment to end, and no run may be given to it then.
    forget();
    worker.terminate();
  };
  waiting = { worker, timer: setTimeout(end, KEPT).unref() };
}

function forget(): void {
  clearTimeout(waiting?.timer);
  waiting = undefined;
}
