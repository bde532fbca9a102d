import {
  type Guild,
  type NonThreadGuildBasedChannel,
  OverwriteType,
  PermissionFlagsBits,
  type PermissionOverwrites,
} from 'discord.js';
import type { Viewer } from '../../src/viewer.ts';
import { neededIn, readableChannels } from './channels.ts';
import { workspaceOf } from './convert.ts';

/**
 * What every reader of a channel may see: channels that nobody is kept out of, and those with the same permissions as
 * this one. Without the members intent a bot does not know who the readers are, so this goes by the permissions
 * alone and leaves out what they do not settle. Private threads have readers of their own and are left out.
 */
export function audienceOf(guild: Guild, channelId: string): Viewer {
  const all = readableChannels(guild);
  const here = all.find(({ id }) => id === channelId);
  const visible = here ? all.filter((other) => other === here || isOpen(other) || isAlike(other, here)) : [];
  return { workspace: workspaceOf(guild), channels: new Set(visible.map(({ id }) => id)) };
}

/** Everybody in the guild may read it, and no role or person is kept out. */
function isOpen(channel: NonThreadGuildBasedChannel): boolean {
  const { everyone } = channel.guild.roles;
  const needed = neededIn(channel);
  return (
    channel.permissionsFor(everyone).has(needed) &&
    overwritesOf(channel).every(({ id, deny }) => id === everyone.id || !deny.any(needed))
  );
}

/** The same people may read both, whoever they are. */
function isAlike(a: NonThreadGuildBasedChannel, b: NonThreadGuildBasedChannel): boolean {
  return neededIn(a) === neededIn(b) && ruleOf(a) === ruleOf(b);
}

/** Who is let in and who is kept out, as far as reading goes. */
function ruleOf(channel: NonThreadGuildBasedChannel): string {
  const needed = neededIn(channel) | PermissionFlagsBits.Administrator;
  return overwritesOf(channel)
    .map(({ id, type, allow, deny }) => {
      const kind = type === OverwriteType.Role ? 'role' : 'member';
      return `${kind} ${id} +${allow.bitfield & needed} -${deny.bitfield & needed}`;
    })
    .filter((rule) => !rule.endsWith('+0 -0'))
    .sort()
    .join('\n');
}

const overwritesOf = (channel: NonThreadGuildBasedChannel): PermissionOverwrites[] => [
  ...channel.permissionOverwrites.cache.values(),
];
