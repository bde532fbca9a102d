import { HubbubError, UsageError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { hideTopic, mergeTopics, pinTopic, renameTopic } from '../topics/curate.ts';
import type { Viewer } from '../viewer.ts';
import type { Reply } from './reply.ts';

/** Does it to `topic` (an id or a name) and says in one sentence what was done. */
type Change = (store: Store, viewer: Viewer, topic: string, argument: string) => Promise<string>;

const changes = {
  async rename(store, viewer, topic, name) {
    const { label } = await renameTopic(store, viewer, topic, name);
    return `The topic is called “${label}” from now on.`;
  },
  async merge(store, viewer, topic, other) {
    const { topic: kept, merged } = await mergeTopics(store, viewer, topic, other);
    return `“${merged.label}” is part of “${kept.label}” from now on.`;
  },
  async pin(store, viewer, topic) {
    const { label } = await pinTopic(store, viewer, topic);
    return `“${label}” stays on top.`;
  },
  async unpin(store, viewer, topic) {
    const { label } = await pinTopic(store, viewer, topic, false);
    return `“${label}” takes its place by size again.`;
  },
  async hide(store, viewer, topic) {
    const { label } = await hideTopic(store, viewer, topic);
    return `“${label}” is hidden; unhide brings it back.`;
  },
  async unhide(store, viewer, topic) {
    const { label } = await hideTopic(store, viewer, topic, false);
    return `“${label}” is shown again.`;
  },
} satisfies Record<string, Change>;

/** What a person can do to a topic. */
export type Curation = keyof typeof changes;

export const isCuration = (word: string | undefined): word is Curation =>
  word !== undefined && Object.hasOwn(changes, word);

/**
 * Changes a topic for good: the choice survives every later run.
 *
 * @param topic its id, the beginning of it, or its name
 * @param argument the new name, or the topic to be merged into it
 * @throws UsageError where a topic or name is missing, unknown or ambiguous, HubbubError where the viewer may not.
 */
export async function curate(
  store: Store,
  viewer: Viewer,
  change: Curation,
  topic: string | undefined,
  argument = '',
): Promise<Reply> {
  if (!viewer.mayCurate)
    throw new HubbubError(
      `You may not ${change} topics: everybody sees what they are called.`,
      'Ask a full member of this workspace to do it.',
    );
  if (!topic)
    throw new UsageError(
      `Which topic do you want to ${change}?`,
      `For instance: /topics ${change} "Coffee machine"`,
    );
  const heading = await changes[change](store, viewer, topic, argument);
  return { heading, parts: [], fallback: heading };
}
