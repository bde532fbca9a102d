import { and, eq } from 'drizzle-orm';
import { loadMap } from '../map/map.ts';
import { drawMap } from '../picture/map.ts';
import { channels } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import type { Picture, Reply } from './reply.ts';

const days = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });

/**
 * The map of what `viewer` may read, as a picture.
 *
 * @throws HubbubError where there are no topics yet or the channel is unknown to the viewer.
 */
export async function mapReply(
  store: Store,
  viewer: Viewer,
  asked: { channel?: string; since?: string },
): Promise<Reply & { parts: Picture[] }> {
  const map = await loadMap(store, viewer, asked);
  const [from, to] = [Date.parse(map.window.from), Date.parse(map.window.to)];
  const where = asked.channel ? `#${await nameOf(store, viewer, asked.channel)}` : 'people';
  const title = `What ${where} talk${asked.channel ? 's' : ''} about`;
  const picture = await drawMap(map, { title, covers: days.formatRange(from, to) });
  return { heading: title, period: { from, to }, parts: [picture], fallback: picture.alt };
}

/** The name of a channel of which the viewer has just been shown something, where it was asked for by its id. */
async function nameOf(store: Store, { workspace }: Viewer, channel: string): Promise<string> {
  const [known] = await store.db
    .select({ name: channels.name })
    .from(channels)
    .where(and(eq(channels.workspace, workspace), eq(channels.id, channel)));
  return known?.name ?? channel.replace(/^#/, '');
}
