import type { Topic, TopicMember, TopicRun } from '../store/topics.ts';
import type { Shape } from './describe.ts';
import type { Changes } from './events.ts';
import type { Naming } from './naming.ts';

/** The rows of members that differ from what is stored; similarities to two digits, since centroids always drift. */
export function changedMembers(before: readonly TopicMember[], after: readonly TopicMember[]): TopicMember[] {
  const essence = (m: TopicMember) =>
    [m.contentHash, m.topic, m.leaning, m.nearest, m.conversation, m.similarity.toFixed(2)].join();
  const stored = new Map(before.map((member) => [member.message, essence(member)]));
  return after.filter((member) => stored.get(member.message) !== essence(member));
}

/** The rows of the topics that are new, and of those whose messages, name, keywords or state have changed. */
export function changedTopics(
  run: TopicRun,
  known: readonly Topic[],
  shapes: readonly Shape[],
  naming: Naming,
  states: Changes['states'],
  touched: ReadonlySet<string | null>,
  subjects: ReadonlyMap<string, string>,
): Topic[] {
  const { workspace, embedder, to: updatedAt } = run;
  const shapeOf = new Map(shapes.map((shape) => [shape.id, { ...shape, embedder }]));
  const rows = known.flatMap((topic): Topic[] => {
    const name = naming.topics.get(topic.id);
    const state = states.get(topic.id);
    const shape = shapeOf.get(topic.id);
    shapeOf.delete(topic.id);
    const changed =
      touched.has(topic.id) ||
      (name && [name.label, ...name.keywords].join() !== [topic.label, ...topic.keywords].join()) ||
      (state && state.state !== topic.state) ||
      (shape && shape.embedder !== topic.embedder);
    return changed ? [{ ...topic, ...name, ...state, ...shape, updatedAt }] : [];
  });
  for (const shape of shapeOf.values())
    rows.push({
      workspace,
      ...naming.topics.get(shape.id)!,
      ...shape,
      pinned: false,
      hidden: false,
      state: 'live',
      mergedInto: null,
      subject: subjects.get(shape.id) ?? null,
      bornAt: updatedAt,
      updatedAt,
    });
  return rows;
}

/** Topics that have won or lost a message, or of which one was edited or deleted. */
export function touchedTopics(
  known: readonly Topic[],
  before: readonly TopicMember[],
  after: readonly Pick<TopicMember, 'message' | 'topic' | 'contentHash'>[],
): Set<string | null> {
  const sizes = new Map<string | null, number>();
  for (const { topic } of before) sizes.set(topic, (sizes.get(topic) ?? 0) + 1);
  const touched = new Set<string | null>();
  for (const { id, size, state } of known)
    if (state === 'live' && size !== (sizes.get(id) ?? 0)) touched.add(id);
  const was = new Map(before.map((member) => [member.message, member]));
  for (const { message, topic, contentHash } of after) {
    const old = was.get(message);
    if (old?.topic !== topic || old.contentHash !== contentHash) touched.add(topic).add(old?.topic ?? null);
    was.delete(message);
  }
  for (const { topic } of was.values()) touched.add(topic);
  return touched;
}
