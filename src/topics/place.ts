import { createHash } from 'node:crypto';
import type { Topic, TopicMember, TopicRun } from '../store/topics.ts';
import { findClusters } from './cluster.ts';
import { findConversations } from './conversations.ts';
import {
  conversationNames,
  conversationNumbers,
  latestOf,
  memberOf,
  type Shape,
  shapesOf,
} from './describe.ts';
import { reconcile, type Standing, withinBounds } from './identity.ts';
import { type Matrix, row, zeros } from './matrix.ts';
import { renewedTopics, turnoverOf } from './rows.ts';
import { partOf, scopeOf } from './scope.ts';
import type { Window } from './window.ts';

/** Where every message of a window stands, and the topics' shapes. */
export interface Placement {
  members: TopicMember[];
  shapes: Shape[];
  /** How many messages each topic has won and lost, see `turnoverOf`. */
  turnover: Map<string | null, number>;
  /** Topics whose centroid and keywords are made anew: all where the whole window was clustered, else those that really changed. */
  renewed: Set<string>;
  /** With the vectors that were read: of what was clustered, and of the latest messages of what is renewed. */
  window: Window;
  /** How many messages came since the whole window was clustered. */
  since: number;
}

/**
 * Clusters what a run has to, and finds each message its topic. Only the vectors that this takes are read.
 *
 * @param read the vectors of some messages, row for row
 * @param before rows of the last run
 * @param last that run, where it was made with the same embedder
 */
export async function placeMessages(
  workspace: string,
  messages: Window['messages'],
  read: (wanted: { id: string }[]) => Promise<Matrix>,
  known: readonly Topic[],
  before: readonly TopicMember[],
  last: TopicRun | undefined,
): Promise<Placement> {
  const stored = new Map(before.map((member) => [member.message, member]));
  const rows = messages.map(({ id }) => stored.get(id));
  const { indices, since } = scopeOf(messages, rows, last);
  const window = { messages, vectors: zeros(0, 0) };
  const present = new Set<number>();
  const need = async (wanted: readonly number[]) => {
    const missing = wanted.filter((i) => !present.has(i));
    const vectors = await read(missing.map((i) => messages[i]!));
    if (missing.length === messages.length) window.vectors = vectors;
    else if (window.vectors.rows === 0) window.vectors = zeros(messages.length, vectors.columns);
    missing.forEach((i, k) => {
      present.add(i);
      if (vectors !== window.vectors) row(window.vectors, i).set(row(vectors, k));
    });
  };

  await need(indices);
  const part = partOf(window, indices);
  const conversations = findConversations(part.messages, part.vectors, {
    previous: conversationNumbers(part.messages, before),
  });
  const curated = (topic: Topic) => topic.pinned || topic.labelledBy === 'person';
  const placed = reconcile({
    conversations,
    clusters: findClusters(part.messages, part.vectors, conversations),
    vectors: part.vectors,
    previous: indices.map((i) => rows[i]),
    topics: known.map((topic) => ({ ...topic, curated: curated(topic) })),
    newId: idMaker(part, known, before),
  });
  // What is not clustered has been placed by an earlier run, else it would be.
  const standings = rows.slice() as Standing[];
  indices.forEach((i, k) => {
    standings[i] = placed[k]!;
  });
  const evicted = withinBounds(standings, new Set(known.filter(curated).map((topic) => topic.id)));

  const topics = standings.map((standing) => standing.topic);
  const now = messages.map(({ id, contentHash }, i) => ({ message: id, contentHash, topic: topics[i]! }));
  const turnover = turnoverOf(known, before, now);
  const sizes = new Map([...Map.groupBy(topics, (id) => id)].map(([id, inside]) => [id, inside.length]));
  sizes.delete(null);
  const renewed = since === 0 ? new Set(sizes.keys() as Iterable<string>) : renewedTopics(sizes, turnover);
  const anew = latestOf(topics, (id) => renewed.has(id));
  await need([...[...anew.values()].flat(), ...evicted]);
  const shapes = new Map<string, Shape>();
  for (const shape of [...known, ...shapesOf(window, anew)])
    if (sizes.has(shape.id)) {
      const { id, centroid, radius } = shape;
      shapes.set(id, { id, centroid, radius, size: sizes.get(id)! });
    }

  const names = conversationNames(part.messages, conversations, before);
  const place = (i: number, conversation: string) => {
    const vector = row(window.vectors, i);
    rows[i] = memberOf(workspace, messages[i]!, vector, standings[i]!, conversation, shapes);
  };
  for (const i of evicted) place(i, rows[i]?.conversation ?? '');
  indices.forEach((i, k) => {
    place(i, names[k]!);
  });
  return { members: rows as TopicMember[], shapes: [...shapes.values()], turnover, renewed, window, since };
}

/** Short ids that depend on nothing but the message a topic began with, so that the same data gives the same ids. */
function idMaker(
  { messages }: Pick<Window, 'messages'>,
  known: readonly Topic[],
  before: readonly TopicMember[],
): (first: number) => string {
  const taken = new Set([...known.map((topic) => topic.id), ...before.map((member) => member.leaning)]);
  return (first) => {
    for (let attempt = 0; ; attempt++) {
      const hash = createHash('sha256').update(`${messages[first]!.id} ${attempt}`).digest('hex');
      const id = hash.slice(0, 8);
      if (!taken.has(id)) {
        taken.add(id);
        return id;
      }
    }
  };
}
