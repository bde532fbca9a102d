import type { Labeller } from '../label/labeller.ts';
import type { Store } from '../store/store.ts';
import {
  countMembers,
  loadMembers,
  loadRun,
  loadTopics,
  saveRun,
  type Topic,
  type TopicMember,
  type TopicRun,
  vanishedHashes,
} from '../store/topics.ts';
import { changesOf } from './events.ts';
import { keywordsOf } from './keywords.ts';
import { nameTopics } from './naming.ts';
import { placeMessages } from './place.ts';
import { changedMembers, changedTopics, touchedTopics } from './rows.ts';
import { startThread } from './thread.ts';
import { fingerprintOf, loadWindow, type Window, windowSize } from './window.ts';

/** What a run did. */
export interface RefreshSummary {
  /** False where nothing was new, and the last run still stands. */
  changed: boolean;
  /** In the window. */
  messages: number;
  topics: number;
  unsorted: number;
  born: number;
  /** Names that were made, and by which labeller. */
  named: number;
  labeller: string;
  /** Something to tell the operator, for instance that a model could not be reached. */
  notice?: string;
}

/** Options of `refreshTopics`. */
export interface RefreshOptions {
  signal?: AbortSignal;
  /** Told of each step as it begins. */
  onProgress?(step: 'reading' | 'clustering' | 'naming' | 'saving'): void;
  /** Messages in the window. */
  size?: number;
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
  { signal, onProgress, size = windowSize }: RefreshOptions = {},
): Promise<RefreshSummary> {
  const last = await loadRun(store, workspace);
  const fingerprint = await fingerprintOf(store, workspace, embedderId, size);
  const unchanged = { changed: false, born: 0, named: 0, labeller: labeller.id };
  if (fingerprint === undefined) return { ...unchanged, messages: 0, topics: 0, unsorted: 0 };
  if (last?.fingerprint === fingerprint && last.embedder === embedderId && last.labeller === labeller.id)
    return { ...unchanged, ...(await countMembers(store, workspace, last.from)) };

  onProgress?.('reading');
  const window = await loadWindow(store, workspace, embedderId, size);
  const known = await loadTopics(store, workspace);
  const from = new Date(window.messages[0]!.ts);
  const before = await loadMembers(store, workspace, last && last.from < from ? last.from : from);
  const run: TopicRun = {
    workspace,
    run: (last?.run ?? 0) + 1,
    embedder: embedderId,
    labeller: labeller.id,
    fingerprint,
    from,
    to: new Date(window.messages.at(-1)!.ts),
    messages: window.messages.length,
    since: 0,
  };
  const thread = startThread(signal);
  try {
    onProgress?.('clustering');
    const sameSpace = last?.embedder === embedderId ? last : undefined;
    const { members, shapes, since } = await placeMessages(
      thread,
      workspace,
      window,
      known,
      before,
      sameSpace,
    );
    run.since = since;
    const { events, states } = changesOf(run, before, members, known);

    onProgress?.('naming');
    const touched = touchedTopics(known, before, members);
    const keywords = await keywordsOf(thread, window, members, touched);
    const vanished = await vanishedHashes(store, workspace, hashesElsewhere(window, known));
    const naming = await nameTopics(labeller, window, members, known, keywords, vanished, signal);
    run.labeller = naming.labeller;

    for (const { id, label } of known) {
      const name = naming.topics.get(id);
      if (name && name.label !== label)
        events.push({ workspace, topic: id, run: run.run, at: run.to, kind: 'renamed' });
    }

    onProgress?.('saving');
    const saved = await saveRun(store, run, {
      topics: changedTopics(run, known, shapes, naming, states, touched),
      members: changedMembers(before, members),
      events,
    });
    // Another process was faster: what it found stands, unless something newer has arrived.
    if (!saved) return refreshTopics(store, embedderId, labeller, workspace, { signal, onProgress, size });
    return {
      ...countsOf(members),
      changed: true,
      born: events.filter((event) => event.kind === 'born').length,
      named: naming.named,
      labeller: naming.labeller,
      ...(naming.notice && { notice: naming.notice }),
    };
  } finally {
    await thread.close();
  }
}

function countsOf(members: readonly TopicMember[]) {
  const topics = new Set(members.map((member) => member.topic));
  topics.delete(null);
  const unsorted = members.filter((member) => member.topic === null).length;
  return { messages: members.length, topics: topics.size, unsorted };
}

/** Content hashes that names were drawn from and that the window does not hold. */
function hashesElsewhere({ messages }: Window, known: readonly Topic[]): string[] {
  const here = new Set(messages.map((message) => message.contentHash));
  return [...new Set(known.flatMap((topic) => topic.labelledMembers))].filter((hash) => !here.has(hash));
}
