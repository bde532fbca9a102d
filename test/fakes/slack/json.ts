import type { Directory } from './directory.ts';
import { newId } from './ids.ts';
import type { BotProfile, SlackChannel, SlackFile, SlackUser } from './model.ts';

/** A user as users.info returns it (https://docs.slack.dev/reference/objects/user-object). */
export function userJson(team: Directory, user: SlackUser) {
  const { id, teamId, name, realName, displayName, kind, deleted } = user;
  return {
    id,
    team_id: teamId,
    name,
    deleted,
    real_name: realName,
    tz: 'Europe/Berlin',
    tz_label: 'Central European Time',
    tz_offset: 3600,
    profile: {
      real_name: realName,
      real_name_normalized: realName,
      display_name: displayName,
      display_name_normalized: displayName,
      team: teamId,
      ...(user.botId && { bot_id: user.botId, api_app_id: user === team.bot ? team.appId : '' }),
    },
    ...(!deleted && {
      is_admin: user.admin,
      is_owner: false,
      is_primary_owner: false,
      is_restricted: kind === 'guest' || kind === 'single-channel-guest',
      is_ultra_restricted: kind === 'single-channel-guest',
      ...(kind === 'stranger' && { is_stranger: true }),
    }),
    is_bot: user.botId !== undefined,
    is_app_user: false,
    updated: 1_700_000_000,
  };
}

/** A channel as conversations.info returns it (https://docs.slack.dev/reference/objects/conversation-object). */
export function channelJson(team: Directory, channel: SlackChannel) {
  const { id, name, kind, archived, creator, created } = channel;
  if (kind === 'im') {
    const other = [...channel.members].find((member) => member !== team.bot.id);
    return {
      id,
      created,
      is_im: true,
      is_archived: archived,
      is_org_shared: false,
      user: other,
      context_team_id: team.id,
    };
  }
  return {
    id,
    name,
    name_normalized: name,
    created,
    creator,
    is_channel: kind === 'channel' || kind === 'private',
    is_group: false,
    is_im: false,
    is_mpim: kind === 'mpim',
    is_private: kind !== 'channel',
    is_archived: archived,
    is_general: name === 'general',
    is_shared: false,
    is_ext_shared: false,
    is_org_shared: false,
    is_pending_ext_shared: false,
    is_member: team.botIsIn(channel),
    unlinked: 0,
    context_team_id: team.id,
    topic: { value: channel.topic, creator, last_set: created },
    purpose: { value: channel.purpose, creator, last_set: created },
    previous_names: [],
    num_members: channel.members.size,
  };
}

/** What accompanies every message of an app. */
export const botProfile = (team: Directory, bot: SlackUser): BotProfile => ({
  id: bot.botId!,
  name: bot.name,
  app_id: bot === team.bot ? team.appId : `A${bot.botId!.slice(1)}`,
  team_id: team.id,
  icons: {},
  updated: 1_700_000_000,
  deleted: false,
});

/** A file that somebody shares in a message. */
export function newFile(team: Directory, user: SlackUser, title: string, name = title): SlackFile {
  const id = newId('F');
  return {
    id,
    name,
    title,
    mimetype: 'application/octet-stream',
    filetype: 'binary',
    size: 1_000,
    user: user.id,
    created: Math.floor(Date.now() / 1000),
    mode: 'hosted',
    url_private: `https://files.slack.invalid/files-pri/${team.id}-${id}/${name}`,
    permalink: permalink(team, `files/${user.id}/${id}/${name}`),
  };
}

/** An address within the workspace. */
export const permalink = (team: Directory, path: string): string =>
  `https://${team.domain}.slack.com/${path}`;
