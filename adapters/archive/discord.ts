import type { Message } from '../../src/message.ts';
import type { ArchiveItem } from '../adapter.ts';
import type { DiscordNames } from '../discord/text.ts';
import { storable } from './clean.ts';
import { type DiscordHead, DiscordMessage, discordContent } from './discord-message.ts';
import type { ArchiveFile } from './files.ts';
import { BrokenJson, findValues } from './json.ts';
import { problem } from './problem.ts';
import { parseTime } from './time.ts';

/** Written by people and bots: plain messages and replies, by name as the exporter writes them or by Discord's number. */
const WRITTEN = new Set(['Default', 'Reply', '0', '19']);

/** Reads a file of DiscordChatExporter; `channels` are the names of all channels in the export, by id. */
export async function* readDiscord(
  file: ArchiveFile,
  head: DiscordHead,
  workspace: string,
  channels: ReadonlyMap<string, string>,
): AsyncGenerator<ArchiveItem> {
  const place = whereabouts(head);
  if (!place) {
    yield problem(file.path, 'holds direct messages, which are never read');
    return;
  }
  let index = 0;
  try {
    for await (const { value } of findValues(await file.open(), ['messages'])) {
      const position = `message ${++index}`;
      const raw = DiscordMessage.safeParse(value);
      const ts = raw.success ? parseTime(raw.data.timestamp) : undefined;
      if (!raw.success)
        yield problem(
          file.path,
          `its ${raw.error.issues[0]!.path.join('.') || 'form'} is not as Discord has it`,
          position,
        );
      else if (ts === undefined) yield problem(file.path, 'its timestamp is no time', position);
      else if (WRITTEN.has(String(raw.data.type ?? 'Default'))) {
        const message = toMessage(raw.data, ts, workspace, head, place, channels);
        if (message.text) yield { kind: 'message', message };
      }
    }
  } catch (error) {
    if (!(error instanceof BrokenJson)) throw error;
    yield problem(file.path, `broken JSON: ${error.message}`, `byte ${error.byte}, after ${index} messages`);
  }
}

interface Place {
  channel: string;
  channelName?: string;
  threadId?: string;
}

/**
 * A public thread belongs to its parent channel, whose readers may read it. A private thread stays a channel of its
 * own, because fewer people may. Undefined for direct messages.
 */
function whereabouts({ channel }: DiscordHead): Place | undefined {
  const type = String(channel.type ?? '');
  if (/^Direct|^[13]$/.test(type)) return undefined;
  const isThread = /Thread$|^1[012]$/.test(type);
  const isPrivate = type === 'GuildPrivateThread' || type === '12';
  const parent = isThread && !isPrivate ? channel.categoryId : undefined;
  const name = parent ? channel.category : channel.name;
  return {
    channel: storable(parent ?? channel.id),
    ...(name && { channelName: storable(name) }),
    ...(isThread && { threadId: storable(channel.id) }),
  };
}

function toMessage(
  m: DiscordMessage,
  ts: number,
  workspace: string,
  { guild, channel }: DiscordHead,
  place: Place,
  channels: ReadonlyMap<string, string>,
): Message {
  const editedTs = parseTime(m.timestampEdited);
  const replyTo = /^(Reply|19)$/.test(String(m.type)) ? m.reference?.messageId : undefined;
  const authorName = m.author.nickname || m.author.name;
  return {
    workspace,
    ...place,
    id: m.id,
    ...(replyTo && { replyTo: storable(replyTo) }),
    author: m.author.id,
    ...(authorName && { authorName: storable(authorName) }),
    ...(m.author.isBot && { bot: true }),
    ts,
    ...(editedTs && { editedTs }),
    text: storable(discordContent(m, namesIn(m, channels))).trim(),
    ...(isSnowflake(guild.id) &&
      isSnowflake(channel.id) && {
        permalink: `https://discord.com/channels/${guild.id}/${channel.id}/${m.id}`,
      }),
  };
}

/** Anonymised exports have the guild `0`, which is no place that a link could lead to. */
const isSnowflake = (id: string) => /^\d{17,20}$/.test(id);

const namesIn = (m: DiscordMessage, channels: ReadonlyMap<string, string>): DiscordNames => ({
  user: (id) => {
    const found = m.mentions.find((mention) => mention?.id === id);
    return found?.nickname || found?.name || undefined;
  },
  role: (id) => m.author.roles.find((role) => role?.id === id)?.name ?? undefined,
  channel: (id) => channels.get(id),
});
