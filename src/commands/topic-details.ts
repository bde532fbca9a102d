import { sql } from 'drizzle-orm';
import { visibleTo } from '../similar/visible.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import type { MessageItem } from './reply.ts';

/** What a list of topics shows beyond names and numbers. */
export interface TopicDetails {
  /** Names, most active first. */
  people: string[];
  channels: string[];
  /** Messages in each of equal stretches of the window, oldest first. */
  activity: number[];
  quotes: MessageItem[];
}

const stretches = 16;
const quotesShown = 2;
/** Texts of this many characters say something by themselves and still fit on a line or two. */
const quotable = { least: 25, most: 220 };

/**
 * Looks up who and where a topic is, and what it sounds like, from those of its messages that `viewer` may see.
 *
 * @param members ids of the messages of each topic
 * @param window first and last moment, in milliseconds since the epoch
 */
export async function topicDetails(
  store: Store,
  viewer: Viewer,
  members: ReadonlyMap<string, readonly string[]>,
  window: { from: number; to: number },
): Promise<Map<string, TopicDetails>> {
  const ids = [...members.values()].flat();
  const { rows } = await store.db.execute<MessageItem & { topic: string } & Record<string, unknown>>(sql`
    select m.id, tm.topic, coalesce(a.name, m.author) as author, coalesce(c.name, m.channel) as channel,
      (extract(epoch from m.ts) * 1000)::float8 as ts, m.text,
      m.permalink
    from topic_member tm
    join message m on m.workspace = tm.workspace and m.id = tm.message
    left join author a on a.workspace = m.workspace and a.id = m.author
    left join channel c on c.workspace = m.workspace and c.id = m.channel
    where tm.workspace = ${viewer.workspace} and tm.message = any(${sql.param(ids)}::text[]) and ${visibleTo(viewer)}
    order by tm.similarity desc, m.ts, m.id`);
  const messages = Map.groupBy(rows, (m) => m.topic);
  return new Map([...messages].map(([topic, inside]) => [topic, describe(inside, window)]));
}

function describe(messages: readonly MessageItem[], window: { from: number; to: number }): TopicDetails {
  const activity = new Array<number>(stretches).fill(0);
  const length = Math.max(window.to - window.from, 1);
  for (const { ts } of messages) {
    const place = Math.floor(((ts - window.from) / length) * stretches);
    activity[Math.min(Math.max(place, 0), stretches - 1)]!++;
  }
  return {
    people: byFrequency(messages.map((m) => m.author)),
    channels: byFrequency(messages.map((m) => m.channel)),
    activity,
    quotes: pickQuotes(messages),
  };
}

/** Typical messages by different people, of a length to be quoted. */
function pickQuotes(typicalFirst: readonly MessageItem[]): MessageItem[] {
  const fit = typicalFirst.filter(
    ({ text }) => text.length >= quotable.least && text.length <= quotable.most,
  );
  const candidates = fit.length ? fit : typicalFirst;
  return candidates
    .filter((m, i) => candidates.findIndex((other) => other.author === m.author) === i)
    .slice(0, quotesShown);
}

function byFrequency(names: readonly string[]): string[] {
  const groups = Map.groupBy(names, (name) => name);
  return [...groups].sort((a, b) => b[1].length - a[1].length).map(([name]) => name);
}
