import type { webApi } from '@slack/bolt';
import type { Viewer } from '../../src/viewer.ts';
import type { Channels } from './channels.ts';
import { isFull, type Viewers } from './viewers.ts';

interface Workspace {
  key: string;
  client: webApi.WebClient;
  channels: Channels;
  viewers: Viewers;
}

/**
 * What every reader of a channel may see: the public channels, where all readers are full members; of other private
 * channels, those that every reader of this one is in. Each guest narrows it to their own channels.
 *
 * @throws whatever keeps Slack from answering.
 */
export async function audienceOf(
  { key, client, channels, viewers }: Workspace,
  channel: string,
): Promise<Viewer> {
  // What is posted stands there: not what was so a while ago counts, and a process that is only signed in is told nothing.
  await channels.read();
  const { all } = channels;
  const here = all.find(({ id }) => id === channel);
  if (!here) return { workspace: key, channels: new Set() };
  const [members, kinds] = await Promise.all([membersOf(client, channel), kindsOf(client, key)]);
  const readers = members.filter((id) => kinds.get(id) !== 'none');
  const visible = new Set(
    all.filter(({ id, isPrivate }) => !isPrivate || id === channel).map(({ id }) => id),
  );
  if (here.isPrivate)
    for (const other of all) {
      if (!other.isPrivate || other === here) continue;
      const inside = new Set(await membersOf(client, other.id));
      if (readers.every((id) => inside.has(id))) visible.add(other.id);
    }
  for (const reader of readers) {
    if (kinds.get(reader) === 'full') continue;
    const seen = (await viewers.viewer(reader)).channels as ReadonlySet<string>;
    for (const id of visible) if (!seen.has(id)) visible.delete(id);
  }
  return { workspace: key, channels: visible };
}

async function membersOf(client: webApi.WebClient, channel: string): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.conversations.members({ channel, limit: 999, ...(cursor && { cursor }) });
    found.push(...(page.members ?? []));
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  return found;
}

/** Who reads as a full member, and who not at all: bots, and people who are gone. Those of other workspaces are not in the list. */
async function kindsOf(
  client: webApi.WebClient,
  workspace: string,
): Promise<Map<string, 'full' | 'guest' | 'none'>> {
  const kinds = new Map<string, 'full' | 'guest' | 'none'>();
  let cursor: string | undefined;
  do {
    const page = await client.users.list({ limit: 999, ...(cursor && { cursor }) });
    for (const user of page.members ?? [])
      if (user.id)
        kinds.set(user.id, user.deleted || user.is_bot ? 'none' : isFull(user, workspace) ? 'full' : 'guest');
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  return kinds;
}
