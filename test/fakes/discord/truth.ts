import { ChannelType, MessageType } from 'discord-api-types/v10';
import type { DiscordGuild } from './guild.ts';
import { sees } from './permissions.ts';
import { timeOf } from './snowflake.ts';

/** A message that somebody wrote, in plain fields to compare a store with. */
export interface TrueMessage {
  id: string;
  /** Where it is to be kept: a public thread's messages with its parent, a private thread's by themselves. */
  channel: string;
  threadId?: string;
  replyTo?: string;
  author: string;
  by: 'person' | 'bot' | 'app';
  /** Markdown, as Discord keeps it. */
  text: string;
  /** Milliseconds since the epoch. */
  ts: number;
}

/** What is to be read in the channels that the bot sees, in any order: no notices. */
export function truth(guild: DiscordGuild): TrueMessage[] {
  const seen = [...guild.channels.values()].filter((channel) => sees(guild, channel, guild.bot));
  return seen.flatMap((channel) => {
    const { id, parent, thread, type, messages } = channel;
    const place = parent && type !== ChannelType.PrivateThread ? parent.id : id;
    const written = messages.filter((m) => m.type === MessageType.Default || m.type === MessageType.Reply);
    return written.map((m): TrueMessage => {
      const by = m.author.id === guild.bot.user.id ? 'app' : m.author.bot ? 'bot' : 'person';
      return {
        id: m.id,
        channel: place,
        ...(thread && { threadId: id }),
        ...(m.type === MessageType.Reply && { replyTo: m.message_reference!.message_id! }),
        author: m.author.id,
        by,
        text: m.content,
        ts: timeOf(m.id),
      };
    });
  });
}
