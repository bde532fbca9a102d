import type { Labeller } from '../label/labeller.ts';
import type { Store } from '../store/store.ts';
import { countMembers, loadRun } from '../store/topics.ts';
import { joinTopics } from './join.ts';
import { enoughNew, newsSince } from './news.ts';
import type { RunStep, RunSummary } from './run.ts';
import { runInThread } from './thread.ts';
import { fingerprintOf, windowSize } from './window.ts';

/** What a run did. */
export interface RefreshSummary extends RunSummary {
  /** False where nothing was new, and the last run still stands. */
  changed: boolean;
}

/** Options of `refreshTopics`. */
export interface RefreshOptions {
  signal?: AbortSignal;
  /** Told of each step as it begins. */
  onProgress?(step: RunStep): void;
  /** Messages in the window. */
  size?: number;
  /** Where few messages are new, let them only join the topics that there are: it takes a small part of the time. */
  joinFew?: boolean;
}

/**
 * Brings the topics of a workspace up to date with its newest messages. All that a run needs is in the database, so
 * any process can do it; where nothing is new since the last run, it only looks.
 *
 * @example
 * await fillEmbeddings(store, embedder, workspace);
 * const { topics, notice } = await refreshTopics(store, embedder.id, labeller, workspace);
 */
export async function refreshTopics(
  store: Store,
  embedderId: string,
  labeller: Labeller,
  workspace: string,
  { signal, onProgress, size = windowSize, joinFew = false }: RefreshOptions = {},
): Promise<RefreshSummary> {
  const last = await loadRun(store, workspace);
  const fingerprint = await fingerprintOf(store, workspace, embedderId, size);
  const unchanged = { changed: false, born: 0, named: 0, labeller: labeller.id };
  if (fingerprint === undefined) return { ...unchanged, messages: 0, topics: 0, unsorted: 0 };
  if (last?.fingerprint === fingerprint && last.embedder === embedderId && last.labeller === labeller.id)
    return { ...unchanged, ...(await countMembers(store, workspace, last.from)) };

  // A person's decision blanks the fingerprint, and is for a whole run to carry out.
  if (joinFew && last?.fingerprint && last.embedder === embedderId && last.labeller === labeller.id) {
    const { arrived, unplaced, altered } = await newsSince(store, last, size);
    if (!altered && arrived < enoughNew(last.messages)) {
      await joinTopics(store, embedderId, workspace, unplaced);
      const counts = await countMembers(store, workspace, last.from);
      return { ...unchanged, ...counts, changed: unplaced.length > 0 };
    }
  }

  const order = { workspace, embedder: embedderId, fingerprint, size };
  const summary = await runInThread(order, store, labeller, { signal, onProgress });
  // Another process was faster: what it found stands, unless something newer has arrived.
  if (!summary)
    return refreshTopics(store, embedderId, labeller, workspace, { signal, onProgress, size, joinFew });
  return { ...summary, changed: true };
}
