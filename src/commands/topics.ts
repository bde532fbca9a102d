import type { Store } from '../store/store.ts';
import type { TopicsResult } from '../topics/list.ts';
import type { Viewer } from '../viewer.ts';
import { turnPages } from './paging.ts';
import type { Action, Reply, TopicItem } from './reply.ts';
import { topicDetails } from './topic-details.ts';

const number = new Intl.NumberFormat('en');

/** What was asked for: an answer with buttons is given to it. */
export interface Asked {
  channel?: string;
  since?: string;
  /** From 1 on. */
  page: number;
}

const stretches = [
  { id: 'topics-day', label: 'Last day', since: '1d' },
  { id: 'topics-week', label: 'Last week', since: '7d' },
  { id: 'topics-all', label: 'Everything', since: 'all' },
];

/**
 * Topics for people: `limit` of them with who, where, when and what they sound like.
 *
 * @param result of `listTopics`, with members
 * @param asked in a chat, where people can ask further by pressing buttons
 */
export async function topicsReply(
  store: Store,
  viewer: Viewer,
  result: TopicsResult,
  { limit, asked }: { limit: number; asked?: Asked },
): Promise<Reply> {
  const from = limit * ((asked?.page ?? 1) - 1);
  const shown = result.topics.slice(from, from + limit);
  const window = { from: Date.parse(result.window.from), to: Date.parse(result.window.to) };
  const members = new Map(shown.map((topic) => [topic.id, topic.messages ?? []]));
  const details = await topicDetails(store, viewer, members, window);
  const items = shown.map((topic): TopicItem => {
    const none = { people: [], channels: [], activity: [], quotes: [] };
    const times = { from: Date.parse(topic.firstTs), to: Date.parse(topic.lastTs) };
    const actions = asked && actionsOf(viewer, topic.id, topic.label);
    return { ...topic, ...times, ...(details.get(topic.id) ?? none), ...(actions && { actions }) };
  });
  const count = result.topics.length;
  const heading = count === 1 ? '1 topic' : `${number.format(count)} topics`;
  const { messages } = result.window;
  const unsorted = result.unsorted.length;
  const left = Math.max(count - from - shown.length, 0);
  return {
    heading: `${heading} in ${number.format(messages)} messages`,
    context: unsorted ? `${number.format(unsorted)} in no topic (small talk, one-offs)` : undefined,
    period: messages > 0 ? window : undefined,
    parts: [
      { kind: 'topics', topics: items },
      ...(left > 0 ? [{ kind: 'note' as const, text: narrow(left, asked) }] : []),
      ...(asked ? [{ kind: 'actions' as const, actions: furtherActions(asked, left > 0) }] : []),
    ],
    fallback: `${heading}: ${shown.map((topic) => topic.label).join(', ')}`,
  };
}

function actionsOf(viewer: Viewer, id: string, label: string): Action[] {
  const show = { id: 'show', label: 'Messages', command: `/topics show ${id}` };
  return viewer.mayCurate ? [show, renameAction(id, label)] : [show];
}

/** Gives a topic another name, which is asked for. */
export const renameAction = (id: string, label: string): Action => ({
  id: 'rename',
  label: 'Rename',
  command: `/topics rename ${id}`,
  asks: { title: 'Rename a topic', label: 'Name that everybody sees from now on', initial: label },
});

/** More of the same, or another stretch of time. */
function furtherActions({ channel, since, page }: Asked, more: boolean): Action[] {
  const base = `/topics${channel ? ` --channel "${channel}"` : ''}`;
  const here = `${base}${since ? ` --since ${since}` : ''}`;
  const times = stretches.map(
    ({ id, label, since }): Action => ({ id, label, command: `${base} --since ${since}`, replaces: true }),
  );
  return [...turnPages((to) => `${here} --page ${to}`, page, { more }), ...times];
}

const narrow = (left: number, asked?: Asked) =>
  `${number.format(left)} smaller topics are not shown; ${asked ? `--page ${asked.page + 1} goes on, ` : ''}--channel NAME or --since 3d narrows the list.`;
