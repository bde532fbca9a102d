import { findDiscussions } from './cluster/discussions.ts';
import { largestGroups } from './cluster/largest.ts';
import { findThemes } from './cluster/themes.ts';
import { makeUnits } from './cluster/units.ts';
import type { Matrix } from './matrix.ts';
import type { WindowMessage } from './window.ts';

/** Fewer messages than `least` are no topic, and nobody looks through more topics than `most`. */
const limits = { least: 5, most: 200 };

/**
 * Groups messages into at most 200 clusters, whole sittings of conversations at a time: where most messages stand in conversations, by text
 * and context together (`findDiscussions`), and where most are lone, by text (`findThemes`). Identical lone texts
 * always stand together. The same data give the same clusters.
 *
 * @param messages in time order
 * @param vectors one unit row for each message; zeros where a message has nothing to embed
 * @param conversations a conversation number for each message, from `findConversations`
 * @returns a cluster number for each message, counted from 0 in order of first appearance; -1 where it is unsorted
 * @example
 * const clusters = findClusters(messages, vectors, findConversations(messages, vectors));
 */
export function findClusters(
  messages: readonly WindowMessage[],
  vectors: Matrix,
  conversations: Int32Array,
): Int32Array {
  const units = makeUnits(messages, vectors, conversations);
  const groups = areLone(conversations)
    ? findThemes(
        units,
        messages.map((message) => message.text),
      )
    : findDiscussions(messages, units, limits);
  const kept = new Set(largestGroups(groups, units, limits.least).slice(0, limits.most));

  const numbers = new Map<number, number>();
  return units.of.map((unit) => {
    const group = groups[unit]!;
    if (!kept.has(group)) return -1;
    if (!numbers.has(group)) numbers.set(group, numbers.size);
    return numbers.get(group)!;
  });
}

/** Whether most messages stand alone, so that context has nothing to tell. */
function areLone(conversations: Int32Array): boolean {
  const sizes = new Map<number, number>();
  for (const c of conversations) sizes.set(c, (sizes.get(c) ?? 0) + 1);
  let lone = 0;
  for (const size of sizes.values()) if (size === 1) lone++;
  return lone * 2 > conversations.length;
}
