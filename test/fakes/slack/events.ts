import type { Directory } from './directory.ts';
import { newId } from './ids.ts';
import { scopesOfEvents } from './manifest.ts';
import type { SlackChannel } from './model.ts';

/** What happened, in Slack's JSON (https://docs.slack.dev/reference/events). */
export interface SlackEvent {
  type: string;
  event_ts: string;
  [field: string]: unknown;
}

export const channelType = ({ kind }: SlackChannel): 'channel' | 'group' | 'im' | 'mpim' =>
  kind === 'private' ? 'group' : kind;

const subscriptionOf = {
  channel: 'message.channels',
  group: 'message.groups',
  im: 'message.im',
  mpim: 'message.mpim',
};

/** Whether Slack sends an event to the app: it subscribed, has a scope for it, and may see the channel. */
export function isTold(team: Directory, event: SlackEvent): boolean {
  const subscription =
    event.type === 'message' ? subscriptionOf[event.channel_type as keyof typeof subscriptionOf] : event.type;
  if (!team.granted.events.has(subscription)) return false;
  const scopes = scopesOfEvents[subscription];
  if (scopes && !scopes.some((scope) => team.granted.scopes.has(scope))) return false;
  const id = typeof event.channel === 'object' ? (event.channel as { id: string }).id : event.channel;
  const channel = team.channels.get(id as string);
  if (!channel || event.type.endsWith('_left')) return true;
  const mustBeIn = channel.kind !== 'channel' || event.type === 'message' || event.type.startsWith('member_');
  return !mustBeIn || team.botIsIn(channel);
}

/** The event as the Events API wraps it, the same in both modes. */
export const eventCallback = (team: Directory, event: SlackEvent) => ({
  token: 'verification-token',
  team_id: team.id,
  context_team_id: team.id,
  context_enterprise_id: null,
  api_app_id: team.appId,
  event,
  type: 'event_callback',
  event_id: newId('Ev'),
  event_time: Math.floor(Number(event.event_ts)),
  authorizations: [
    {
      enterprise_id: null,
      team_id: team.id,
      user_id: team.bot.id,
      is_bot: true,
      is_enterprise_install: false,
    },
  ],
  is_ext_shared_channel: false,
  event_context: newId('4-'),
});
