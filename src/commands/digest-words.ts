import { and, eq } from 'drizzle-orm';
import { checkCron, checkZone, cronOf, isDays, type Schedule } from '../digest/schedule.ts';
import { UsageError } from '../errors.ts';
import { channels } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { channelOf } from '../topics/list.ts';
import { maySee, type Viewer } from '../viewer.ts';

/** What somebody asks for by `on`. */
interface Asked extends Schedule {
  /** The channel that it is posted in; for the one who asks alone if left out. */
  in?: string;
  /** Channels that it covers; all that its readers may see if empty. */
  of: string[];
  note: boolean;
}

/**
 * Reads `09:00 Europe/Berlin weekdays in #general of #ops note`, in any order; a cron expression in double quotes takes
 * the place of the time.
 *
 * @throws UsageError for what is none of that.
 */
export function parseOn(words: readonly string[]): Asked {
  const asked: Partial<Asked> & { of: string[]; note: boolean } = { of: [], note: false };
  let time: string | undefined;
  let days: string | undefined;
  let list: 'in' | 'of' | undefined;
  for (const word of words) {
    const lower = word.toLowerCase();
    if (lower === 'in' || lower === 'of') list = lower;
    else if (list === 'in') {
      asked.in = word;
      list = undefined;
    } else if (/^\d\d?:\d\d$/.test(word)) time = word;
    else if (/\s/.test(word)) asked.cron = checkCron(word);
    else if (isDays(word)) days = lower;
    else if (lower === 'note') asked.note = true;
    else if (/^(UTC|GMT|\p{Lu}\p{L}+\/\S+)$/iu.test(word)) asked.zone = checkZone(word);
    else if (list === 'of') asked.of.push(word.replace(/,$/, ''));
    else
      throw new UsageError(
        `“${word}” is neither a time, a time zone, nor days.`,
        'For instance: /digest on 09:00 Europe/Berlin weekdays in #general',
      );
  }
  if (list === 'in') throw new UsageError('In which channel?', 'For instance: in #general');
  if (!time && !asked.cron)
    throw new UsageError('At what time?', 'For instance: /digest on 09:00 Europe/Berlin in #general');
  return {
    ...asked,
    cron: asked.cron ?? cronOf(time!, days),
    zone: asked.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

/** Id of a channel that `viewer` may read, by its name or id; one in which nothing has been said yet is known by its id alone. */
export async function namedChannel(store: Store, viewer: Viewer, name: string): Promise<string> {
  const id = name.replace(/^#/, '');
  if (viewer.channels !== 'all' && maySee(viewer, id)) return id;
  return (await channelOf(store, viewer, name)).id;
}

/** A channel as people write it. */
export async function channelName(store: Store, workspace: string, id: string): Promise<string> {
  const [row] = await store.db
    .select({ name: channels.name })
    .from(channels)
    .where(and(eq(channels.workspace, workspace), eq(channels.id, id)));
  return `#${row?.name ?? id}`;
}

/** Where a digest goes, in words. */
export async function placeWords(
  store: Store,
  { workspace, id }: { workspace: string; id: string },
  viewer: Viewer,
): Promise<string> {
  if (id.startsWith('#')) return `in ${await channelName(store, workspace, id.slice(1))}`;
  return id.slice(1) === viewer.author ? 'for you alone' : `for the person ${id.slice(1)}`;
}
