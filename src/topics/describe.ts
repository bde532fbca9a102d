import type { Topic, TopicMember } from '../store/topics.ts';
import { centroidsOf, type Standing } from './identity.ts';
import { dot, row } from './matrix.ts';
import type { Window } from './window.ts';

/** The shape of a topic among the vectors. */
export type Shape = Pick<Topic, 'id' | 'centroid' | 'radius' | 'size'>;

/** Share of a topic's own messages that are as close to the rest of it as a new one must be to join. */
const joining = 0.5;

/** A topic is where so many of its latest messages are: people move on, and the cost stays bounded. */
const latest = 100;

/** The latest messages of each topic that is `wanted`, as indices. */
export function latestOf(
  topics: readonly (string | null)[],
  wanted: (id: string) => boolean,
): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [id, inside] of Map.groupBy(topics.keys(), (i) => topics[i]!))
    if (id !== null && wanted(id)) found.set(id, inside.slice(-latest));
  return found;
}

/** The centroid and the joining radius of each topic, by the messages that speak for it. */
export function shapesOf(
  { vectors }: Pick<Window, 'vectors'>,
  spokenFor: ReadonlyMap<string, readonly number[]>,
): Omit<Shape, 'size'>[] {
  const topics = new Array<string | null>(vectors.rows).fill(null);
  for (const [id, inside] of spokenFor) for (const i of inside) topics[i] = id;
  return [...centroidsOf(vectors, topics)].map(([id, centroid]) => {
    const inside = spokenFor.get(id)!;
    // The sum of the members, so that each can be compared with the others, itself left out.
    const length = inside.reduce((sum, i) => sum + dot(row(vectors, i), centroid), 0);
    const similarities = inside.map((i) => {
      const vector = row(vectors, i);
      const own = dot(vector, vector);
      const along = length * dot(vector, centroid);
      return (along - own) / Math.sqrt(Math.max(length * length - 2 * along + own, 1e-9));
    });
    similarities.sort((a, b) => a - b);
    const radius = similarities[Math.floor(similarities.length * (1 - joining))]!;
    return { id, centroid: centroid.slice(), radius };
  });
}

/** The numbers of the conversations that messages were in after the last run, -1 for new messages. */
export function conversationNumbers(
  messages: readonly { id: string }[],
  before: readonly TopicMember[],
): Int32Array {
  const stored = new Map(before.map((member) => [member.message, member.conversation]));
  const numbers = new Map<string, number>();
  return Int32Array.from(messages, ({ id }) => {
    const name = stored.get(id);
    if (name === undefined) return -1;
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name)!;
  });
}

/** The name of the conversation of each message: the one that it has from an earlier run, else its first message's id. */
export function conversationNames(
  messages: readonly { id: string }[],
  conversations: Int32Array,
  before: readonly TopicMember[],
): string[] {
  const stored = new Map(before.map((member) => [member.message, member.conversation]));
  const names = new Map<number, string>();
  messages.forEach(({ id }, i) => {
    const name = stored.get(id);
    if (name !== undefined) names.set(conversations[i]!, name);
  });
  return messages.map(({ id }, i) => {
    const conversation = conversations[i]!;
    if (!names.has(conversation)) names.set(conversation, id);
    return names.get(conversation)!;
  });
}

/** The row that says where a message stands; an unsorted one says which topic is nearest. */
export function memberOf(
  workspace: string,
  { id, contentHash }: Window['messages'][number],
  vector: Float32Array,
  { topic, leaning }: Standing,
  conversation: string,
  shapes: ReadonlyMap<string, Shape>,
): TopicMember {
  const near = topic === null ? nearestOf(vector, shapes.values()) : undefined;
  const similarity = topic === null ? (near?.similarity ?? 0) : dot(vector, shapes.get(topic)!.centroid);
  return {
    workspace,
    message: id,
    contentHash,
    topic,
    leaning,
    nearest: near?.id ?? null,
    similarity,
    conversation,
  };
}

type Near = Pick<Shape, 'id' | 'centroid' | 'radius'>;

/** The topic whose centroid is closest; none for a vector of zeros. */
export function nearestOf(
  vector: Float32Array,
  shapes: Iterable<Near>,
): (Near & { similarity: number }) | undefined {
  let nearest: Near | undefined;
  let most = Number.NEGATIVE_INFINITY;
  if (!vector.some((x) => x !== 0)) return undefined;
  for (const shape of shapes) {
    const similarity = dot(vector, shape.centroid);
    if (similarity > most) [nearest, most] = [shape, similarity];
  }
  return nearest && { ...nearest, similarity: most };
}
