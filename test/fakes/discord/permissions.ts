import { ChannelType, OverwriteType, PermissionFlagsBits } from 'discord-api-types/v10';
import type { Directory } from './directory.ts';
import type { DiscordChannel, DiscordMember } from './model.ts';

const ALL = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/** What a member may do in the guild (https://discord.com/developers/docs/topics/permissions#permission-overwrites). */
function basePermissions(guild: Directory, member: DiscordMember): bigint {
  if (member.user.id === guild.ownerId) return ALL;
  const roles = [...guild.roles.values()].filter(({ id }) => id === guild.id || member.roles.has(id));
  const base = roles.reduce((sum, { permissions }) => sum | permissions, 0n);
  return base & PermissionFlagsBits.Administrator ? ALL : base;
}

/** What a member may do in a channel; in a thread, what they may do in its channel. */
export function permissionsIn(guild: Directory, channel: DiscordChannel, member: DiscordMember): bigint {
  const base = basePermissions(guild, member);
  if (base === ALL) return ALL;
  const { overwrites } = channel.parent ?? channel;
  const apply = (sum: bigint, of: typeof overwrites) => {
    const deny = of.reduce((bits, { deny }) => bits | BigInt(deny), 0n);
    const allow = of.reduce((bits, { allow }) => bits | BigInt(allow), 0n);
    return (sum & ~deny) | allow;
  };
  const everyone = overwrites.filter(({ id }) => id === guild.id);
  const roles = overwrites.filter(({ id, type }) => type === OverwriteType.Role && member.roles.has(id));
  const own = overwrites.filter(({ id, type }) => type === OverwriteType.Member && id === member.user.id);
  const sum = [everyone, roles, own].reduce(apply, base);
  return sum & PermissionFlagsBits.ViewChannel ? sum : 0n;
}

/** Whether a member sees a channel; a private thread is seen by those in it and those who manage threads. */
export function sees(guild: Directory, channel: DiscordChannel, member: DiscordMember): boolean {
  const allowed = permissionsIn(guild, channel, member);
  if (!(allowed & PermissionFlagsBits.ViewChannel)) return false;
  if (channel.type !== ChannelType.PrivateThread) return true;
  return channel.thread!.members.has(member.user.id) || (allowed & PermissionFlagsBits.ManageThreads) !== 0n;
}
