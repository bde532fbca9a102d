import type { Store } from '../store/store.ts';
import type { TopicsResult } from '../topics/list.ts';
import type { Viewer } from '../viewer.ts';
import type { Reply, TopicItem } from './reply.ts';
import { topicDetails } from './topic-details.ts';

const number = new Intl.NumberFormat('en');

const stretches = [
  { id: 'topics-day', label: 'Last day', command: '/topics --since 1d' },
  { id: 'topics-week', label: 'Last week', command: '/topics --since 7d' },
  { id: 'topics-all', label: 'Everything', command: '/topics --since all' },
];

/**
 * Topics for people: the first `limit` of them with who, where, when and what they sound like.
 *
 * @param result of `listTopics`, with members
 */
export async function topicsReply(
  store: Store,
  viewer: Viewer,
  result: TopicsResult,
  { limit }: { limit: number },
): Promise<Reply> {
  const shown = result.topics.slice(0, limit);
  const window = { from: Date.parse(result.window.from), to: Date.parse(result.window.to) };
  const members = new Map(shown.map((topic) => [topic.id, topic.messages ?? []]));
  const details = await topicDetails(store, viewer, members, window);
  const items = shown.map((topic): TopicItem => {
    const none = { people: [], channels: [], activity: [], quotes: [] };
    const times = { from: Date.parse(topic.firstTs), to: Date.parse(topic.lastTs) };
    return { ...topic, ...times, ...(details.get(topic.id) ?? none) };
  });
  const count = result.topics.length;
  const heading = count === 1 ? '1 topic' : `${number.format(count)} topics`;
  const { messages } = result.window;
  const unsorted = result.unsorted.length;
  return {
    heading: `${heading} in ${number.format(messages)} messages`,
    context: unsorted ? `${number.format(unsorted)} in no topic (small talk, one-offs)` : undefined,
    period: messages > 0 ? window : undefined,
    parts: [
      { kind: 'topics', topics: items },
      ...(count > shown.length ? [{ kind: 'note' as const, text: narrow(count - shown.length) }] : []),
      { kind: 'actions', actions: stretches },
    ],
    fallback: `${heading}: ${shown.map((topic) => topic.label).join(', ')}`,
  };
}

const narrow = (more: number) =>
  `${number.format(more)} smaller topics are not shown; --channel NAME or --since 3d narrows the list.`;
