import { and, eq, sql } from 'drizzle-orm';
import { HubbubError, UsageError } from '../errors.ts';
import { cleanLine } from '../label/clean.ts';
import { topicEvents, topicMembers, topicRuns, topics } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { maySee, type Viewer } from '../viewer.ts';
import { listTopics, type TopicView } from './list.ts';

/**
 * The one topic that `reference` means to `viewer`: an id, the beginning of one, or a name in any case.
 *
 * @throws UsageError where it is none or several.
 */
export async function findTopic(store: Store, viewer: Viewer, reference: string): Promise<TopicView> {
  const { topics: all } = await listTopics(store, viewer, { since: 'all', hidden: true });
  const wanted = reference.trim().toLowerCase();
  const byId = all.filter((topic) => topic.id === wanted);
  const byName = all.filter((topic) => topic.label.toLowerCase() === wanted);
  const byStart = wanted ? all.filter((topic) => topic.id.startsWith(wanted)) : [];
  const found = [byId, byName, byStart].find((matches) => matches.length > 0) ?? [];
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new UsageError(`There is no topic "${reference}".`, 'Copy an id or a name from `topics`.');
  throw new UsageError(
    `"${reference}" could be ${found.map((topic) => `${topic.id} (${topic.label})`).join(' or ')}.`,
    'Write more of the id.',
  );
}

/** Gives a topic a name that no later run changes. */
export async function renameTopic(
  store: Store,
  viewer: Viewer,
  reference: string,
  name: string,
): Promise<TopicView> {
  const topic = await findTopic(store, viewer, reference);
  const label = cleanLine(name);
  if (!label)
    throw new UsageError('A topic needs a name of letters or digits.', 'For instance "Staging outages".');
  const { topics: others } = await listTopics(store, viewer, { since: 'all', hidden: true });
  if (others.some((other) => other.id !== topic.id && other.label.toLowerCase() === label.toLowerCase()))
    throw new UsageError(`Another topic is called "${label}".`, 'Choose another name, or merge the two.');
  await change(store, viewer, async (tx) => {
    const [before] = await tx.select().from(topics).where(isTopic(viewer, topic.id));
    if (!before) throw gone(topic);
    const drawnFrom = (await channelsOf(tx, viewer, topic.id)).filter((channel) => maySee(viewer, channel));
    // A summary that was drawn from elsewhere must not be shown to whoever may read this name.
    const keepsSummary = before.labelledChannels.every((channel) => drawnFrom.includes(channel));
    await tx
      .update(topics)
      .set({
        label,
        labelledBy: 'person',
        labelledChannels: drawnFrom,
        summary: keepsSummary ? before.summary : '',
      })
      .where(isTopic(viewer, topic.id));
    await tell(tx, viewer, topic.id, 'renamed');
  });
  return { ...topic, label };
}

/** Makes `other` part of `topic`, now and in every later run. */
export async function mergeTopics(
  store: Store,
  viewer: Viewer,
  reference: string,
  other: string,
): Promise<{ topic: TopicView; merged: TopicView }> {
  const topic = await findTopic(store, viewer, reference);
  const merged = await findTopic(store, viewer, other);
  if (topic.id === merged.id)
    throw new UsageError(`"${topic.label}" cannot be merged with itself.`, 'Name two topics.');
  await change(store, viewer, async (tx) => {
    const into = { state: 'merged', mergedInto: topic.id } as const;
    const { workspace } = viewer;
    await tx.update(topics).set(into).where(isTopic(viewer, merged.id));
    await tx
      .update(topics)
      .set({ mergedInto: topic.id })
      .where(and(eq(topics.workspace, workspace), eq(topics.mergedInto, merged.id)));
    await tx
      .update(topicMembers)
      .set({ topic: topic.id })
      .where(and(eq(topicMembers.workspace, workspace), eq(topicMembers.topic, merged.id)));
    await tell(tx, viewer, merged.id, 'merged', { into: topic.id, size: merged.size });
  });
  return { topic: { ...topic, size: topic.size + merged.size }, merged };
}

/** Keeps a topic on top and listed, even when its messages have left the window; or no longer. */
export async function pinTopic(
  store: Store,
  viewer: Viewer,
  reference: string,
  pinned = true,
): Promise<TopicView> {
  const topic = await findTopic(store, viewer, reference);
  await store.db.update(topics).set({ pinned }).where(isTopic(viewer, topic.id));
  return { ...topic, pinned };
}

/** Leaves a topic and its messages out of every list; or no longer. */
export async function hideTopic(
  store: Store,
  viewer: Viewer,
  reference: string,
  hidden = true,
): Promise<TopicView> {
  const topic = await findTopic(store, viewer, reference);
  await store.db.update(topics).set({ hidden }).where(isTopic(viewer, topic.id));
  return topic;
}

type Transaction = Parameters<Parameters<Store['db']['transaction']>[0]>[0];

const isTopic = ({ workspace }: Viewer, id: string) =>
  and(eq(topics.workspace, workspace), eq(topics.id, id));

/** Does `work` and has the next run look anew; a run that is under way elsewhere starts over. */
function change(
  store: Store,
  { workspace }: Viewer,
  work: (tx: Transaction) => Promise<void>,
): Promise<void> {
  return store.db.transaction(async (tx) => {
    await tx
      .update(topicRuns)
      .set({ run: sql`${topicRuns.run} + 1`, fingerprint: '' })
      .where(eq(topicRuns.workspace, workspace));
    await work(tx);
  });
}

async function channelsOf(tx: Transaction, { workspace }: Viewer, topic: string): Promise<string[]> {
  const { rows } = await tx.execute<{ channel: string }>(sql`
    select distinct channel from topic_member tm join message m on m.workspace = tm.workspace and m.id = tm.message
    where tm.workspace = ${workspace} and tm.topic = ${topic} order by channel`);
  return rows.map((row) => row.channel);
}

async function tell(
  tx: Transaction,
  { workspace }: Viewer,
  topic: string,
  kind: 'renamed' | 'merged',
  detail: Record<string, string | number> = {},
): Promise<void> {
  const [run] = await tx.select().from(topicRuns).where(eq(topicRuns.workspace, workspace));
  await tx.insert(topicEvents).values({ workspace, topic, run: null, at: run!.to, kind, detail });
}

const gone = (topic: TopicView) =>
  new HubbubError(`"${topic.label}" has just ended: its messages were deleted.`, 'Ask for `topics` again.');
