import type { ArchiveItem, Problem } from '../../adapters/adapter.ts';
import type { Message } from '../message.ts';
import { imports } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { collect } from './collect.ts';

/** What has come of an import so far. */
export interface ImportSummary {
  /** Messages read: the sum of the next three and of those that could not be stored. */
  messages: number;
  added: number;
  updated: number;
  unchanged: number;
  /** Messages read that the settings do not let in; they are in none of the numbers above. */
  leftOut: number;
  /** The first hundred things that could not be read or stored. */
  problems: Problem[];
  /** All of them. */
  problemCount: number;
}

type Checkpoint = Extract<ArchiveItem, { kind: 'checkpoint' }>;

const BATCH = 500;
const PROBLEMS_KEPT = 100;

/**
 * Stores what an archive yields, in batches. A file counts as read only once all its messages are stored, so an
 * import that was stopped or killed is resumed by starting it again (see `imports` and `isDone` of the reader).
 * After `signal` fires, what was read so far is stored and the summary tells of it.
 *
 * @example
 * const { added, problems } = await importArchive(store, readArchive('export.zip'));
 */
export async function importArchive(
  store: Store,
  items: AsyncIterable<ArchiveItem>,
  options: {
    signal?: AbortSignal;
    /** Says which messages are to be stored; all of them if left out. */
    admits?(message: Message): boolean;
    onProgress?(summary: ImportSummary): void;
  } = {},
): Promise<ImportSummary> {
  const summary: ImportSummary = {
    messages: 0,
    added: 0,
    updated: 0,
    unchanged: 0,
    leftOut: 0,
    problems: [],
    problemCount: 0,
  };
  let messages: Message[] = [];
  let checkpoints: Checkpoint[] = [];

  const report = (problem: Problem) => {
    if (++summary.problemCount <= PROBLEMS_KEPT) summary.problems.push(problem);
  };
  const flush = async () => {
    const { added, updated, unchanged, rejected } = await collect(store, messages);
    for (const { message, reason } of rejected) {
      report({ file: message.channelName ?? message.channel, position: `message ${message.id}`, reason });
    }
    await markRead(store, checkpoints);
    summary.messages += messages.length;
    summary.added += added;
    summary.updated += updated;
    summary.unchanged += unchanged;
    messages = [];
    checkpoints = [];
    options.onProgress?.({ ...summary });
  };

  for await (const item of items) {
    if (options.signal?.aborted) break;
    if (item.kind === 'problem') report(item.problem);
    else if (item.kind === 'checkpoint') checkpoints.push(item);
    else if (options.admits?.(item.message) ?? true) messages.push(item.message);
    else summary.leftOut++;
    if (messages.length >= BATCH) await flush();
  }
  await flush();
  return summary;
}

async function markRead(store: Store, checkpoints: readonly Checkpoint[]): Promise<void> {
  for (const { workspace, file, fingerprint } of checkpoints) {
    await store.db
      .insert(imports)
      .values({ workspace, file, fingerprint })
      .onConflictDoUpdate({
        target: [imports.workspace, imports.file],
        set: { fingerprint, finishedAt: new Date() },
      });
  }
}
