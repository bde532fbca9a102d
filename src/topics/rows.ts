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
  turnover: ReadonlyMap<string | null, number>,
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
      turnover.has(topic.id) ||
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

/**
 * How many messages each topic has won and lost since the last run, for those that have any; without end where one was
 * edited or deleted, since nothing that was drawn from it may stay.
 */
export function turnoverOf(
  known: readonly Omit<Topic, 'centroid'>[],
  before: readonly TopicMember[],
  after: readonly Pick<TopicMember, 'message' | 'topic' | 'contentHash'>[],
): Map<string | null, number> {
  const turnover = new Map<string | null, number>();
  const count = (topic: string | null, by = 1) => turnover.set(topic, (turnover.get(topic) ?? 0) + by);
  const sizes = new Map<string | null, number>();
  for (const { topic } of before) sizes.set(topic, (sizes.get(topic) ?? 0) + 1);
  for (const { id, size, state } of known)
    if (state === 'live' && size !== (sizes.get(id) ?? 0)) count(id, Number.POSITIVE_INFINITY);
  const was = new Map(before.map((member) => [member.message, member]));
  for (const { message, topic, contentHash } of after) {
    const old = was.get(message);
    was.delete(message);
    const edited = old && old.contentHash !== contentHash;
    if (edited || old?.topic !== topic) {
      count(topic, edited ? Number.POSITIVE_INFINITY : 1);
      count(old?.topic ?? null, edited ? Number.POSITIVE_INFINITY : 1);
    }
  }
  for (const { topic } of was.values()) count(topic);
  return turnover;
}

/** What is known of a topic is made anew when this share of it has changed in one run. */
const renewal = 0.1;

/** Those of the topics, given with their sizes, that really changed; a message more or less moves no centroid and no keyword. */
export const renewedTopics = (
  sizes: ReadonlyMap<string | null, number>,
  turnover: ReadonlyMap<string | null, number>,
): Set<string> =>
  new Set([...sizes].flatMap(([id, size]) => (id && (turnover.get(id) ?? 0) >= renewal * size ? id : [])));
