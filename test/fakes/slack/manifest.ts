/** The parts of an app manifest that decide what an installed app may do and is told. */
export interface AppManifest {
  features?: {
    slash_commands?: readonly { command: string }[];
    shortcuts?: readonly { callback_id: string; type: string }[];
  };
  oauth_config?: { scopes?: { bot?: readonly string[] } };
  settings?: { event_subscriptions?: { bot_events?: readonly string[] } };
}

/** Every scope that some method or event of the fake asks for. */
const SCOPES =
  'app_mentions:read bookmarks:read channels:history channels:join channels:read chat:write chat:write.public commands ' +
  'files:read files:write groups:history groups:read im:history im:read im:write mpim:history mpim:read mpim:write ' +
  'team:read usergroups:read users:read users:read.email';

const EVENTS =
  'app_home_opened app_mention app_uninstalled channel_archive channel_created channel_deleted channel_left channel_rename ' +
  'channel_shared channel_unarchive group_archive group_left group_rename group_unarchive member_joined_channel ' +
  'member_left_channel message.channels message.groups message.im message.mpim team_join team_rename tokens_revoked user_change';

/** What an app with this manifest was granted; everything the fake knows without one. */
export function grantedBy(manifest?: AppManifest) {
  return {
    scopes: new Set(manifest ? manifest.oauth_config?.scopes?.bot : SCOPES.split(' ')),
    events: new Set(manifest ? manifest.settings?.event_subscriptions?.bot_events : EVENTS.split(' ')),
    /** Undefined where any command and shortcut exists. */
    commands: manifest && new Set(manifest.features?.slash_commands?.map(({ command }) => command)),
    shortcuts: manifest && new Set(manifest.features?.shortcuts?.map(({ callback_id }) => callback_id)),
  };
}

/** The scope without which an event is not sent, by its name in the subscriptions. */
export const scopesOfEvents: Readonly<Record<string, readonly string[]>> = {
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
  'message.mpim': ['mpim:history'],
  app_mention: ['app_mentions:read'],
  channel_archive: ['channels:read'],
  channel_created: ['channels:read'],
  channel_deleted: ['channels:read'],
  channel_left: ['channels:read'],
  channel_rename: ['channels:read'],
  channel_shared: ['channels:read', 'groups:read'],
  channel_unarchive: ['channels:read'],
  group_archive: ['groups:read'],
  group_left: ['groups:read'],
  group_rename: ['groups:read'],
  group_unarchive: ['groups:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  team_join: ['users:read'],
  team_rename: ['team:read'],
  user_change: ['users:read'],
};
