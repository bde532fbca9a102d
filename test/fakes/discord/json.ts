import { type APIGuildMember, ChannelType } from 'discord-api-types/v10';
import type { Directory } from './directory.ts';
import type { DiscordChannel, DiscordMember } from './model.ts';
import { sees } from './permissions.ts';
import { timeOf } from './snowflake.ts';

const iso = (ms: number) => new Date(ms).toISOString();

export const memberJson = ({ nick, roles }: DiscordMember): Omit<APIGuildMember, 'user'> =>
  ({
    nick,
    roles: [...roles],
    joined_at: iso(Date.now()),
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
    avatar: null,
    banner: null,
    premium_since: null,
  }) as unknown as Omit<APIGuildMember, 'user'>;

export const roleJson = ({ id, name, permissions }: { id: string; name: string; permissions: bigint }) => ({
  id,
  name,
  permissions: String(permissions),
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  position: 0,
  managed: false,
  mentionable: false,
  flags: 0,
});

export function channelJson(guild: Directory, channel: DiscordChannel): object {
  const { id, type, name, parent, thread, overwrites, messages } = channel;
  const common = { id, type, name, guild_id: guild.id, last_message_id: messages.at(-1)?.id ?? null };
  if (!thread || !parent)
    return {
      ...common,
      position: 0,
      permission_overwrites: overwrites,
      parent_id: null,
      topic: null,
      nsfw: false,
      rate_limit_per_user: 0,
      flags: 0,
      ...(type === ChannelType.GuildForum && {
        available_tags: [],
        default_sort_order: null,
        default_forum_layout: 0,
      }),
    };
  const self = thread.members.has(guild.bot.user.id);
  return {
    ...common,
    parent_id: parent.id,
    owner_id: thread.ownerId,
    message_count: messages.length,
    member_count: thread.members.size,
    total_message_sent: messages.length,
    rate_limit_per_user: 0,
    flags: 0,
    thread_metadata: {
      archived: thread.archived,
      archive_timestamp: iso(thread.archivedAt),
      auto_archive_duration: 1440,
      locked: false,
      create_timestamp: iso(timeOf(id)),
      ...(type === ChannelType.PrivateThread && { invitable: true }),
    },
    ...(self && { member: { id, user_id: guild.bot.user.id, join_timestamp: iso(timeOf(id)), flags: 0 } }),
  };
}

/** The threads that are open and that the bot sees. */
export const activeThreads = (guild: Directory): DiscordChannel[] =>
  [...guild.channels.values()].filter(
    (one) => one.thread && !one.thread.archived && sees(guild, one, guild.bot),
  );

/** What GUILD_CREATE tells: every channel, hidden ones too, and of the members only the bot. */
export const guildJson = (guild: Directory): object => ({
  id: guild.id,
  name: guild.name,
  owner_id: guild.ownerId,
  icon: null,
  splash: null,
  discovery_splash: null,
  afk_channel_id: null,
  afk_timeout: 300,
  verification_level: 0,
  default_message_notifications: 0,
  explicit_content_filter: 0,
  roles: [...guild.roles.values()].map(roleJson),
  emojis: [],
  stickers: [],
  features: [],
  mfa_level: 0,
  application_id: null,
  system_channel_id: guild.systemChannel?.id ?? null,
  system_channel_flags: 0,
  rules_channel_id: null,
  public_updates_channel_id: null,
  safety_alerts_channel_id: null,
  vanity_url_code: null,
  description: null,
  banner: null,
  premium_tier: 0,
  preferred_locale: 'en-US',
  nsfw_level: 0,
  premium_progress_bar_enabled: false,
  joined_at: iso(Date.now()),
  large: false,
  unavailable: false,
  member_count: guild.members.size,
  voice_states: [],
  members: [{ ...memberJson(guild.bot), user: guild.bot.user }],
  channels: [...guild.channels.values()].filter((one) => !one.thread).map((one) => channelJson(guild, one)),
  threads: activeThreads(guild).map((one) => channelJson(guild, one)),
  presences: [],
  stage_instances: [],
  guild_scheduled_events: [],
  soundboard_sounds: [],
});
