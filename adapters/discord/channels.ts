import {
  type AnyThreadChannel,
  ChannelType,
  type Guild,
  type GuildBasedChannel,
  type GuildMember,
  type NonThreadGuildBasedChannel,
  PermissionFlagsBits,
} from 'discord.js';
import { type DiscordPlace, placeOf } from './to-message.ts';

const { ViewChannel, ReadMessageHistory, Connect, ManageThreads } = PermissionFlagsBits;

const VOICE = new Set<ChannelType>([ChannelType.GuildVoice, ChannelType.GuildStageVoice]);
/** Channels that people write in themselves. */
const WRITTEN_IN = new Set<ChannelType>([ChannelType.GuildText, ChannelType.GuildAnnouncement, ...VOICE]);
/** Channels that have threads: a forum has nothing else. */
const THREADED = new Set<ChannelType>([
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildForum,
  ChannelType.GuildMedia,
]);

export const isWrittenIn = ({ type }: GuildBasedChannel): boolean => WRITTEN_IN.has(type);
export const hasThreads = ({ type }: GuildBasedChannel): boolean => THREADED.has(type);

/** What it takes to read what was written in a channel; a voice channel's text needs a way into it. */
export const neededIn = ({ type }: NonThreadGuildBasedChannel): bigint =>
  ViewChannel | ReadMessageHistory | (VOICE.has(type) ? Connect : 0n);

/** Whether somebody may read what was written in a channel. */
export const mayRead = (channel: NonThreadGuildBasedChannel, member: GuildMember): boolean =>
  channel.permissionsFor(member).has(neededIn(channel));

/** Whether somebody sees every thread of a channel, private ones that they are not in, too. */
export const managesThreads = (channel: NonThreadGuildBasedChannel, member: GuildMember): boolean =>
  channel.permissionsFor(member).has(ManageThreads);

/** The channels of a guild that messages are read from: the bot may read them, and they hold messages or threads. */
export function readableChannels(guild: Guild): NonThreadGuildBasedChannel[] {
  const { me } = guild.members;
  if (!me) return [];
  return [...guild.channels.cache.values()].filter(
    (channel): channel is NonThreadGuildBasedChannel =>
      !channel.isThread() && (isWrittenIn(channel) || hasThreads(channel)) && mayRead(channel, me),
  );
}

/** The open threads of a guild whose channels the bot may read. */
export function openThreads(guild: Guild): AnyThreadChannel[] {
  const { me } = guild.members;
  if (!me) return [];
  return [...guild.channels.cache.values()].filter(
    (channel): channel is AnyThreadChannel =>
      channel.isThread() && channel.parent !== null && mayRead(channel.parent, me),
  );
}

/** Where messages of a channel or thread belong. */
export const placeIn = (channel: GuildBasedChannel): DiscordPlace | undefined =>
  placeOf({ ...plainOf(channel), parentName: channel.isThread() ? channel.parent?.name : undefined });

const plainOf = ({ id, type, name, parentId }: GuildBasedChannel) => ({ id, type, name, parentId });
