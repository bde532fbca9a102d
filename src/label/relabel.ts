/** A name stays while this share of the messages that it was made from is there, */
const left = 0.5;
/** and the topic has not grown to more than so many times as many. */
const growth = 3;

/**
 * Whether a topic needs a new name: it has none yet, or its messages have really changed since it got one. As the
 * comparison is with the messages that the name was made from, not with the run before, a topic has to change as much
 * again before its next name: names never flicker.
 *
 * @param labelled ids of the messages that the present name was made from
 * @param current ids of the topic's messages now
 */
export function needsLabel(labelled: readonly string[], current: readonly string[]): boolean {
  if (labelled.length === 0) return true;
  const now = new Set(current);
  const remaining = labelled.filter((id) => now.has(id)).length;
  return remaining < labelled.length * left || current.length > labelled.length * growth;
}
