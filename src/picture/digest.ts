import { sql } from 'drizzle-orm';
import type { Picture } from '../commands/reply.ts';
import { colourTopics } from '../map/colour-topics.ts';
import { visibleTo } from '../similar/visible.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import { drawRidges } from './ridges.ts';

const hour = 3_600_000;
/** Stretches that a day is cut into, where there are few days; a longer period is cut into days. */
const stretch = 6 * hour;
const fewest = 4;
const most = 60;

/** What a digest's picture shows. */
interface DigestPictureOptions {
  title: string;
  /** Beginning and end, in milliseconds since the epoch. */
  period: { from: number; to: number };
  /** In which days begin. */
  timeZone?: string;
}

/**
 * The picture of a digest: how much of each topic there was when, in messages that `viewer` may read. Undefined where none of the
 * topics has any in the period.
 *
 * @param topics the most important first, with the names that the digest gives them
 * @example
 * const picture = await digestPicture(store, audience, topics, { title: 'The last seven days', period, timeZone });
 * if (picture) reply.parts.push(picture);
 */
export async function digestPicture(
  store: Store,
  viewer: Viewer,
  topics: readonly { id: string; label: string }[],
  { title, period, timeZone }: DigestPictureOptions,
): Promise<Picture | undefined> {
  const length = period.to - period.from;
  const count = Math.min(Math.max(Math.round(length / stretch), fewest), most);
  const ids = sql.param(topics.map(({ id }) => id));
  const { rows } = await store.db.execute<{ topic: string; at: number; messages: number }>(sql`
    select topic, width_bucket(extract(epoch from ts) * 1000, ${period.from}, ${period.to}, ${count}::int) - 1 as at,
      count(*)::int as messages
    from topic_member tm join message m on m.workspace = tm.workspace and m.id = tm.message
    where tm.workspace = ${viewer.workspace} and topic = any(${ids}::text[]) and ${visibleTo(viewer)}
      and ts >= ${new Date(period.from)} and ts < ${new Date(period.to)}
    group by 1, 2`);
  const byTopic = Map.groupBy(rows, ({ topic }) => topic);
  const shown = topics.filter(({ id }) => byTopic.has(id));
  if (shown.length === 0) return undefined;
  const ridges = (await colourTopics(store, viewer.workspace, shown)).map((topic) => {
    const activity = new Array<number>(count).fill(0);
    for (const { at, messages } of byTopic.get(topic.id)!) activity[Math.min(at, count - 1)]! += messages;
    return { ...topic, activity };
  });
  return drawRidges(ridges, { title, period, timeZone });
}
