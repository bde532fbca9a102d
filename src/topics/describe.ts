import type { Topic, TopicMember } from '../store/topics.ts';
import { centroidsOf, type Standing } from './identity.ts';
import { dot, row } from './matrix.ts';
import type { Window } from './window.ts';

/** The shape of a topic among the vectors. */
export type Shape = Pick<Topic, 'id' | 'centroid' | 'radius' | 'size'>;

/** Share of a topic's own messages that are as close to the rest of it as a new one must be to join. */
const joining = 0.5;

/** The centroid and the joining radius of each topic that has messages in the window. */
export function shapesOf({ vectors }: Pick<Window, 'vectors'>, standings: readonly Standing[]): Shape[] {
  const topics = standings.map((standing) => standing.topic);
  const members = Map.groupBy(topics.keys(), (i) => topics[i]!);
  return [...centroidsOf(vectors, topics)].map(([id, centroid]) => {
    const inside = members.get(id)!;
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
    return { id, centroid: centroid.slice(), radius, size: inside.length };
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

/** The rows that say where each message of the window stands; an unsorted one says which topic is nearest. */
export function membersOf(
  workspace: string,
  { messages, vectors }: Window,
  conversations: Int32Array,
  before: readonly TopicMember[],
  standings: readonly Standing[],
  shapes: readonly Shape[],
): TopicMember[] {
  const centroids = new Map(shapes.map((shape) => [shape.id, shape.centroid]));
  const stored = new Map(before.map((member) => [member.message, member.conversation]));
  const names = new Map<number, string>();
  messages.forEach(({ id }, i) => {
    const name = stored.get(id);
    if (name !== undefined) names.set(conversations[i]!, name);
  });
  return messages.map((message, i) => {
    const conversation = conversations[i]!;
    if (!names.has(conversation)) names.set(conversation, message.id);
    const { topic, leaning } = standings[i]!;
    const near = topic === null ? nearestOf(row(vectors, i), shapes) : undefined;
    return {
      workspace,
      message: message.id,
      contentHash: message.contentHash,
      topic,
      leaning,
      nearest: near?.id ?? null,
      similarity: near?.similarity ?? (topic === null ? 0 : dot(row(vectors, i), centroids.get(topic)!)),
      conversation: names.get(conversation)!,
    };
  });
}

type Near = Pick<Shape, 'id' | 'centroid' | 'radius'>;

/** The topic whose centroid is closest; none for a vector of zeros. */
export function nearestOf(
  vector: Float32Array,
  shapes: readonly Near[],
): (Near & { similarity: number }) | undefined {
  let nearest: (Near & { similarity: number }) | undefined;
  if (vector.every((x) => x === 0)) return nearest;
  for (const shape of shapes) {
    const similarity = dot(vector, shape.centroid);
    if (!nearest || similarity > nearest.similarity) nearest = { ...shape, similarity };
  }
  return nearest;
}
