import type { Message } from '../../src/message.ts';
import { storable } from '../archive/clean.ts';
import { type DiscordMessage, discordContent } from '../archive/discord-message.ts';
import { parseTime } from '../archive/time.ts';
import type { DiscordNames } from './text.ts';

/** Where messages belong. */
export interface DiscordPlace {
  channel: string;
  channelName?: string;
  threadId?: string;
}

/** Written by people and bots: plain messages and replies, by Discord's number or as exporters name them. */
const WRITTEN = new Set(['Default', 'Reply', '0', '19']);
export const isWritten = ({ type }: Pick<DiscordMessage, 'type'>): boolean =>
  WRITTEN.has(String(type ?? 'Default'));

const DIRECT = /^Direct|^[13]$/;
const THREAD = /Thread$|^1[012]$/;
const PRIVATE_THREAD = /^(GuildPrivateThread|12)$/;

/**
 * A public thread belongs to its parent channel, whose readers may read it. A private thread stays a channel of its
 * own, because fewer people may. Undefined for direct messages.
 *
 * @param channel its type by Discord's number or as exporters name it
 */
export function placeOf(channel: {
  id: string;
  type?: string | number | null;
  name?: string | null;
  parentId?: string | null;
  parentName?: string | null;
}): DiscordPlace | undefined {
  const type = String(channel.type ?? '');
  if (DIRECT.test(type)) return undefined;
  const isThread = THREAD.test(type);
  const parent = isThread && !PRIVATE_THREAD.test(type) ? channel.parentId : undefined;
  const name = parent ? channel.parentName : channel.name;
  return {
    channel: storable(parent ?? channel.id),
    ...(name && { channelName: storable(name) }),
    ...(isThread && { threadId: storable(channel.id) }),
  };
}

/** A message as the core knows it; exports, events and history of one message all become the same. */
export function toMessage(
  m: DiscordMessage,
  ts: number,
  {
    guild,
    channel,
    place,
    names,
  }: { guild: string; channel: string; place: DiscordPlace; names: DiscordNames },
): Omit<Message, 'workspace'> {
  const editedTs = parseTime(m.timestampEdited);
  const replyTo = /^(Reply|19)$/.test(String(m.type)) ? m.reference?.messageId : undefined;
  const authorName = m.author.nickname || m.author.name;
  return {
    ...place,
    id: m.id,
    ...(replyTo && { replyTo: storable(replyTo) }),
    author: m.author.id,
    ...(authorName && { authorName: storable(authorName) }),
    ...(m.author.isBot && { bot: true }),
    ts,
    ...(editedTs && { editedTs }),
    text: storable(discordContent(m, names)).trim(),
    ...(isSnowflake(guild) &&
      isSnowflake(channel) && { permalink: `https://discord.com/channels/${guild}/${channel}/${m.id}` }),
  };
}

/** Anonymised exports have the guild `0`, which is no place that a link could lead to. */
const isSnowflake = (id: string) => /^\d{17,20}$/.test(id);
