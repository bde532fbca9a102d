import { HubbubError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { listTopics, type TopicView } from '../topics/list.ts';
import type { Viewer } from '../viewer.ts';
import { decisionsAmong } from './decisions.ts';
import type { Draft, DraftTopic, Trend } from './draft.ts';
import { gather, gatherAnswers, gatherPast, type Said, type Stretch } from './gather.ts';
import { openAmong, questionsAmong } from './questions.ts';
import { typicalOf } from './typical.ts';
import type { Writer } from './writer.ts';

/** A topic matters from so many messages on; with fewer people than two from `alone` on. */
const least = { messages: 3, people: 2, alone: 6 };
/** A topic that has grown by this factor over what was usual is growing. */
const growth = 1.5;
/** Was busy with so many messages in the stretch before. */
const busy = 6;
const most = { topics: 12, quiet: 4, questions: 4, decisions: 3 };
const weights: Record<Trend, number> = { new: 1.3, growing: 1.15, back: 1.15, 'going on': 1 };

/**
 * What mattered in a stretch of time in the channels that `viewer` may read: topics, questions that are still open, and
 * decisions, each with the messages that carry it.
 *
 * @param writer puts topics into words; without one, their most typical messages speak
 * @example
 * const draft = await compose(store, operator(workspace), { from, to }, undefined);
 */
export async function compose(
  store: Store,
  viewer: Viewer,
  stretch: Stretch,
  writer: Writer | undefined,
  signal?: AbortSignal,
): Promise<Draft> {
  const { from, to } = stretch;
  const said = await gather(store, viewer, stretch);
  const known = await topicsSince(store, viewer, from - (to - from));
  const past = await gatherPast(store, viewer, stretch);
  const byTopic = Map.groupBy(said, ({ topic }) => topic);
  const asked = questionsAmong(said);
  const open = openAmong(asked, await gatherAnswers(store, viewer, asked), to).slice(0, most.questions);
  const decided = decisionsAmong(said).slice(0, most.decisions);
  const elsewhere = new Set([...open, ...decided].map(({ id }) => id));
  const ranked = known
    .map((topic) => ({ topic, inside: byTopic.get(topic.id) ?? [] }))
    .filter(({ inside }) => matters(inside))
    .map(({ topic, inside }) => {
      // Where nothing is known of before, everything would be new.
      const trend = past.size === 0 ? 'going on' : trendOf(inside.length, past.get(topic.id));
      return { topic, inside, trend, weight: weightOf(topic, inside, trend) };
    })
    .sort((a, b) => b.weight - a.weight || (a.topic.id < b.topic.id ? -1 : 1))
    .slice(0, most.topics);
  const topics = ranked.map(
    ({ topic, inside, trend }): DraftTopic => ({
      id: topic.id,
      label: topic.label,
      trend,
      messages: inside.map(({ id }) => id),
      people: peopleIn(inside),
      lines: typicalOf(inside, inside.length >= 6 ? 2 : 1, { leaveOut: elsewhere }).map(({ id }) => ({
        messages: [id],
      })),
    }),
  );
  const draft: Draft = {
    from,
    to,
    until: said.length > 0 ? said.at(-1)!.ts + 1 : from,
    zone: stretch.zone ?? 'UTC',
    messages: said.length,
    people: peopleIn(said),
    topics: topics.filter(({ lines }) => lines.length > 0),
    quiet: quietAmong(known, byTopic, from).slice(0, most.quiet),
    questions: open.map(({ id }) => id),
    decisions: decided.map(({ id }) => ({ messages: [id] })),
  };
  return writer ? writer.write(draft, said, signal) : draft;
}

/** Before there has been a run, there are no topics, but there may be questions. */
async function topicsSince(store: Store, viewer: Viewer, from: number): Promise<TopicView[]> {
  try {
    const since = new Date(Math.max(from, 0)).toISOString();
    return (await listTopics(store, viewer, { since, members: true })).topics;
  } catch (error) {
    if (error instanceof HubbubError) return [];
    throw error;
  }
}

function matters(inside: readonly Said[]): boolean {
  const enough = peopleIn(inside) >= least.people ? least.messages : least.alone;
  return inside.length >= enough;
}

function trendOf(now: number, past: { before: number; week: number } | undefined): Trend {
  if (!past) return 'new';
  if (past.week === 0) return 'back';
  return now >= growth * Math.max(past.before, past.week / 7) ? 'growing' : 'going on';
}

/** Many messages count less than many people: two who chat all day are not what everybody has to know. */
const weightOf = ({ pinned }: TopicView, inside: readonly Said[], trend: Trend): number =>
  Math.log2(1 + inside.length) * Math.sqrt(peopleIn(inside)) * weights[trend] * (pinned ? 2 : 1);

function quietAmong(
  known: readonly TopicView[],
  byTopic: ReadonlyMap<string | null, readonly Said[]>,
  from: number,
): Draft['quiet'] {
  return known
    .map(({ id, label, messages = [], lastTs }) => ({ id, label, messages, last: Date.parse(lastTs) }))
    .filter(({ id, messages, last }) => !byTopic.has(id) && messages.length >= busy && last < from)
    .sort((a, b) => b.messages.length - a.messages.length)
    .map(({ id, label, messages }) => ({ id, label, messages }));
}

const peopleIn = (said: readonly Said[]): number => new Set(said.map(({ author }) => author)).size;
