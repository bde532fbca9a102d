import type { Labeller } from '../label/labeller.ts';
import type { Store } from '../store/store.ts';
import {
  loadMembers,
  loadRun,
  loadTopicsWhole,
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
import { changedMembers, changedTopics } from './rows.ts';
import { subjectsElsewhere } from './subjects.ts';
import { loadMessages, vectorsOf, type Window } from './window.ts';

/** What a run is about. */
export interface RunOrder {
  workspace: string;
  /** Id of the embedder. */
  embedder: string;
  /** Stands for all that the run will see, see `fingerprintOf`. */
  fingerprint: string;
  /** Messages in the window. */
  size: number;
}

/** What a run does, in order. */
export type RunStep = 'reading' | 'clustering' | 'naming' | 'saving';

/** What a run found. */
export interface RunSummary {
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

/**
 * Finds the topics of a workspace: reads, clusters, names and saves. All that it needs is in the database, so it runs
 * in a thread of its own (`run.worker.ts`); it may keep that busy for seconds.
 *
 * @returns undefined, with nothing saved, where another process has finished a run meanwhile
 */
export async function runTopics(
  store: Store,
  labeller: Labeller,
  { workspace, embedder, fingerprint, size }: RunOrder,
  onStep: (step: RunStep) => void = () => {},
): Promise<RunSummary | undefined> {
  onStep('reading');
  const last = await loadRun(store, workspace);
  const messages = await loadMessages(store, workspace, size);
  const known = await loadTopicsWhole(store, workspace);
  const from = new Date(messages[0]!.ts);
  const before = await loadMembers(store, workspace, last && last.from < from ? last.from : from);
  const run: TopicRun = {
    workspace,
    run: (last?.run ?? 0) + 1,
    embedder,
    labeller: labeller.id,
    fingerprint,
    from,
    to: new Date(messages.at(-1)!.ts),
    messages: messages.length,
    since: 0,
  };

  onStep('clustering');
  const { members, shapes, turnover, renewed, window, since } = await placeMessages(
    workspace,
    messages,
    (wanted) => vectorsOf(store, workspace, embedder, wanted),
    known,
    before,
    last?.embedder === embedder ? last : undefined,
  );
  run.since = since;
  const { events, states } = changesOf(run, before, members, known);

  onStep('naming');
  const keywords = keywordsOf(window, members, renewed);
  const vanished = await vanishedHashes(store, workspace, hashesElsewhere(window, known));
  const won = winners(window, members, before, last);
  const naming = await nameTopics(labeller, window, members, known, keywords, vanished, won);
  run.labeller = naming.labeller;
  for (const { id, label } of known) {
    const name = naming.topics.get(id);
    if (name && name.label !== label)
      events.push({ workspace, topic: id, run: run.run, at: run.to, kind: 'renamed' });
  }

  const fresh = shapes.filter(({ id }) => !known.some((topic) => topic.id === id)).map(({ id }) => id);
  const taken = known.map((topic) => topic.subject);
  const subjects = await subjectsElsewhere(store, run, shapes, new Set(fresh), taken);

  onStep('saving');
  const saved = await saveRun(store, run, {
    topics: changedTopics(run, known, shapes, naming, states, turnover, subjects),
    members: changedMembers(before, members),
    events,
  });
  if (!saved) return undefined;
  return {
    ...countsOf(members),
    born: events.filter((event) => event.kind === 'born').length,
    named: naming.named,
    labeller: naming.labeller,
    ...(naming.notice && { notice: naming.notice }),
  };
}

function countsOf(members: readonly TopicMember[]) {
  const topics = new Set(members.map((member) => member.topic));
  topics.delete(null);
  const unsorted = members.filter((member) => member.topic === null).length;
  return { messages: members.length, topics: topics.size, unsorted };
}

/** Topics that hold messages which are new since the last run, or were elsewhere then. */
function winners(
  { messages }: Pick<Window, 'messages'>,
  members: readonly TopicMember[],
  before: readonly TopicMember[],
  last: TopicRun | undefined,
): Set<string | null> {
  const was = new Map(before.map((member) => [member.message, member.topic]));
  const isNew = ({ message, topic }: TopicMember, i: number) =>
    was.get(message) !== topic || messages[i]!.ts > (last?.to.getTime() ?? 0);
  return new Set(members.filter(isNew).map((member) => member.topic));
}

/** Content hashes that names were drawn from and that the window does not hold. */
function hashesElsewhere({ messages }: Pick<Window, 'messages'>, known: readonly Topic[]): string[] {
  const here = new Set(messages.map((message) => message.contentHash));
  return [...new Set(known.flatMap((topic) => topic.labelledMembers))].filter((hash) => !here.has(hash));
}
