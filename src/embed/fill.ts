import { metrics } from '../metrics.ts';
import { putAside } from '../store/set-aside.ts';
import type { Store } from '../store/store.ts';
import {
  countPending,
  leaveQueue,
  type PendingMessage,
  pendingMessages,
  queuedMessages,
  writeVectors,
} from '../store/vectors.ts';
import { embedAround } from './around.ts';
import type { Embedder } from './embedder.ts';

/** How far a filling is. */
export interface FillProgress {
  done: number;
  total: number;
  /** Messages a second since the start. */
  perSecond: number;
  remainingSeconds: number;
}

/** What a filling did, in messages. */
export interface FillSummary {
  /** Embedded in this run. */
  embedded: number;
  /** Given a vector that was known already: from the cache, or from the same text in the same batch. */
  cached: number;
  /** Left without a vector, because they hold nothing to embed, or because the embedder refuses them. */
  skipped: number;
  /** Nothing was left when it ended. */
  complete: boolean;
}

interface FillOptions {
  /** Stops after the batch in hand; what is done is kept, and the summary tells how much that was. */
  signal?: AbortSignal;
  /** Enough for this time: it stops after the batch with which so many have been given a vector. */
  atMost?: number;
  /** Looks only at what came or changed since everything had been embedded: at little cost however much there is. */
  queued?: boolean;
  onProgress?(progress: FillProgress): void;
  /** Told the ids of messages that have just been given a vector. */
  onEmbedded?(ids: string[]): void;
}

/** Messages embedded and stored at a time: what is lost at worst when the process dies. */
const BATCH = 256;

/**
 * Embeds every message of a workspace that has no vector of its present text, newest first. Each batch is stored
 * before the next is begun, so a stop at any moment costs one batch at most.
 *
 * Messages that hold nothing to embed get no vector, and no embedder is asked about them. One that the embedder fails on
 * while it embeds others is set aside, and the rest goes on.
 *
 * @throws HubbubError when the embedder fails; batches done before that are kept.
 * @example
 * await fillEmbeddings(store, embedder, 'slack:T024BE7LD', { signal: AbortSignal.timeout(60_000) });
 */
export async function fillEmbeddings(
  store: Store,
  embedder: Embedder & { readonly hits?: number },
  workspace: string,
  { signal, atMost = Number.POSITIVE_INFINITY, queued = false, onProgress, onEmbedded }: FillOptions = {},
): Promise<FillSummary> {
  const summary: FillSummary = { embedded: 0, cached: 0, skipped: 0, complete: false };
  const report = onProgress && progressFrom(await countPending(store, workspace, embedder.id), onProgress);
  let last: PendingMessage | undefined;
  let [more, allDone] = [true, true];
  while (more && !signal?.aborted && summary.embedded + summary.cached < atMost) {
    const found = queued
      ? await queuedMessages(store, workspace, embedder.id, BATCH, last)
      : await pendingMessages(store, workspace, embedder.id, BATCH, last);
    last = found.at(-1);
    const batch = found.filter((one) => !('settled' in one && one.settled));
    const written = batch.filter(({ text }) => text.trim() !== '');
    const hitsBefore = embedder.hits ?? 0;
    const done = metrics.embed.startTimer();
    const { vectors, refused } = await embedAround(embedder, written, signal);
    done();
    if (signal?.aborted && vectors.size === 0) break;
    const rows = written
      .flatMap(({ id, contentHash }) => {
        const vector = vectors.get(id);
        return vector ? [{ id, contentHash, vector }] : [];
      })
      .filter(({ vector }) => vector.some((x) => x !== 0));
    await writeVectors(store, workspace, embedder.id, rows);
    await putAside(
      store,
      refused.map(({ id, contentHash, reason }) => ({
        workspace,
        message: id,
        step: 'embed',
        contentHash,
        reason,
      })),
    );
    const left = new Set(written.map(({ id }) => id).filter((id) => !vectors.has(id)));
    for (const { id } of refused) left.delete(id);
    if (queued)
      await leaveQueue(
        store,
        workspace,
        found.filter(({ id }) => !left.has(id)),
      );
    if (rows.length > 0) onEmbedded?.(rows.map(({ id }) => id));
    const cached = Math.min((embedder.hits ?? 0) - hitsBefore, rows.length);
    summary.cached += cached;
    summary.embedded += rows.length - cached;
    summary.skipped += batch.length - rows.length;
    metrics.embedded.inc({ from: 'cache' }, cached);
    metrics.embedded.inc({ from: 'model' }, rows.length - cached);
    more = found.length === BATCH;
    // Some of a batch are left where it was broken off.
    allDone &&= left.size === 0;
    summary.complete = !more && allDone;
    if (batch.length > 0) report?.(summary.cached + summary.embedded + summary.skipped);
  }
  return summary;
}

function progressFrom(total: number, onProgress: NonNullable<FillOptions['onProgress']>) {
  const start = performance.now();
  return (done: number) => {
    const perSecond = done / ((performance.now() - start) / 1000);
    // Messages may arrive meanwhile.
    const all = Math.max(total, done);
    onProgress({ done, total: all, perSecond, remainingSeconds: (all - done) / perSecond });
  };
}
