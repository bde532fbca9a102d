import type { Store } from '../store/store.ts';
import { loadShapes, saveMembers, type TopicMember } from '../store/topics.ts';
import { findConversations } from './conversations.ts';
import { conversationNumbers, nearestOf } from './describe.ts';
import { dot, row } from './matrix.ts';
import { loadAround } from './window.ts';

/**
 * Places new messages at once, between two runs: with the conversation that they continue, else in the topic whose
 * centroid is nearest if they are as close to it as its own messages are, else nowhere yet. The next run decides anew.
 *
 * @param messageIds of embedded messages; others, and those that have a place already, are passed over
 * @returns the topic of each message that was placed, null where it is unsorted
 */
export async function joinTopics(
  store: Store,
  embedderId: string,
  workspace: string,
  messageIds: readonly string[],
): Promise<Map<string, string | null>> {
  const joined = new Map<string, string | null>();
  if (messageIds.length === 0) return joined;
  const shapes = await loadShapes(store, workspace, embedderId);
  if (shapes.length === 0) return joined;
  const centroids = new Map(shapes.map((shape) => [shape.id, shape.centroid]));
  const { messages, vectors, members } = await loadAround(store, workspace, embedderId, messageIds);
  const wanted = new Set(messageIds);
  const numbers = findConversations(messages, vectors, {
    previous: conversationNumbers(messages, [...members.values()]),
  });
  const rows: TopicMember[] = [];
  for (const conversation of Map.groupBy(messages.keys(), (i) => numbers[i]!).values()) {
    const placed = conversation.flatMap((i) => members.get(messages[i]!.id) ?? []);
    const continued = mostCommon(
      placed.flatMap(({ topic }) => (topic && centroids.has(topic) ? [topic] : [])),
    );
    for (const i of conversation) {
      const { id, contentHash } = messages[i]!;
      if (!wanted.has(id) || members.has(id)) continue;
      const vector = row(vectors, i);
      const near = nearestOf(vector, shapes);
      const topic = continued ?? (near && near.similarity >= near.radius ? near.id : null);
      joined.set(id, topic);
      rows.push({
        workspace,
        message: id,
        contentHash,
        topic,
        leaning: null,
        nearest: topic === null && near ? near.id : null,
        similarity: topic === null ? (near?.similarity ?? 0) : dot(vector, centroids.get(topic)!),
        conversation: placed[0]?.conversation ?? messages[conversation[0]!]!.id,
      });
    }
  }
  await saveMembers(store.db, workspace, rows);
  return joined;
}

function mostCommon(ids: readonly string[]): string | undefined {
  const groups = [...Map.groupBy(ids, (id) => id).values()];
  return groups.sort((a, b) => b.length - a.length)[0]?.[0];
}
