import { createHash } from 'node:crypto';
import type { Topic, TopicMember, TopicRun } from '../store/topics.ts';
import { conversationNumbers, membersOf, type Shape, shapesOf } from './describe.ts';
import { reconcile, type Standing } from './identity.ts';
import { partOf, scopeOf } from './scope.ts';
import type { Thread } from './thread.ts';
import type { Window } from './window.ts';

/** Where every message of a window stands, and the topics' shapes. */
export interface Placement {
  members: TopicMember[];
  shapes: Shape[];
  /** How many messages came since the whole window was clustered. */
  since: number;
}

/**
 * Clusters what a run has to, and finds each message its topic.
 *
 * @param before rows of the last run
 * @param last that run, where it was made with the same embedder
 */
export async function placeMessages(
  thread: Thread,
  workspace: string,
  window: Window,
  known: readonly Topic[],
  before: readonly TopicMember[],
  last: TopicRun | undefined,
): Promise<Placement> {
  const stored = new Map(before.map((member) => [member.message, member]));
  const rows = window.messages.map(({ id }) => stored.get(id));
  const { indices, since } = scopeOf(window.messages, rows, last);
  const part = partOf(window, indices);
  const numbers = conversationNumbers(part.messages, before);
  const { conversations, clusters } = await thread.clusters(part.messages, part.vectors, numbers);
  const placed = reconcile({
    conversations,
    clusters,
    vectors: part.vectors,
    previous: indices.map((i) => rows[i]),
    topics: known.map((topic) => ({ ...topic, curated: topic.pinned || topic.labelledBy === 'person' })),
    newId: idMaker(part, known, before),
  });
  const standings: (Standing | undefined)[] = [...rows];
  indices.forEach((i, k) => {
    standings[i] = placed[k]!;
  });
  // What is not clustered has been placed by an earlier run, else it would be.
  const shapes = shapesOf(window, standings as Standing[]);
  membersOf(workspace, part, conversations, before, placed, shapes).forEach((member, k) => {
    rows[indices[k]!] = member;
  });
  return { members: rows as TopicMember[], shapes, since };
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
