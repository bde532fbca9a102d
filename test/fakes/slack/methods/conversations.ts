import { channelJson } from '../json.ts';
import type { SlackChannel } from '../model.ts';
import {
  ApiError,
  type Context,
  channelOf,
  type Method,
  missingScope,
  need,
  page,
  userOf,
} from './method.ts';

const scopes = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const kinds: Record<string, [SlackChannel['kind'], scope: string]> = {
  public_channel: ['channel', 'channels:read'],
  private_channel: ['private', 'groups:read'],
  mpim: ['mpim', 'mpim:read'],
  im: ['im', 'im:read'],
};

/** Channels, and who is in them (https://docs.slack.dev/reference/methods?family=conversations). */
export const conversationMethods: Record<string, Method> = {
  'conversations.list': {
    tier: 2,
    scopes,
    run(context) {
      const { items, response_metadata } = page(context, known(context), { usual: 100, most: 999 });
      return { channels: shown(context, items), response_metadata };
    },
  },
  'users.conversations': {
    tier: 3,
    scopes,
    run(context) {
      const { args, team } = context;
      const user = args.text('user') ? userOf(context) : team.bot;
      // Private channels of others are listed only where the bot is in them as well.
      const channels = known(context).filter(({ members }) => members.has(user.id));
      const { items, response_metadata } = page(context, channels, { usual: 100, most: 999 });
      return {
        channels: shown(context, items).map(({ is_member: _, num_members: __, ...channel }) => channel),
        response_metadata,
      };
    },
  },
  'conversations.info': {
    tier: 3,
    scopes,
    run(context) {
      const channel = channelOf(context);
      need(context, channel, 'read');
      const { num_members, ...json } = channelJson(context.team, channel) as Record<string, unknown>;
      return { channel: { ...json, ...(context.args.flag('include_num_members') && { num_members }) } };
    },
  },
  'conversations.members': {
    tier: 4,
    scopes,
    run(context) {
      const channel = channelOf(context);
      need(context, channel, 'read');
      const { items, response_metadata } = page(context, [...channel.members], { usual: 100, most: 999 });
      return { members: items, response_metadata };
    },
  },
  'conversations.join': {
    tier: 3,
    scopes: ['channels:join'],
    run(context) {
      const channel = channelOf(context);
      if (channel.kind !== 'channel') throw new ApiError('method_not_supported_for_channel_type');
      if (channel.archived) throw new ApiError('is_archived');
      const { team } = context;
      const warning = team.botIsIn(channel) ? 'already_in_channel' : undefined;
      if (!warning) team.join(channel, team.bot);
      return { channel: channelJson(team, channel), ...(warning && { warning }) };
    },
  },
  'conversations.open': {
    tier: 3,
    scopes: ['im:write', 'mpim:write'],
    run(context) {
      const user = userOf(context, 'users');
      return { channel: { id: directChannel(context, user.id).id } };
    },
  },
};

/** The direct conversation of the bot with somebody, opened if need be. */
export function directChannel({ team }: Context, userId: string): SlackChannel {
  const open = [...team.channels.values()].find(({ kind, members }) => kind === 'im' && members.has(userId));
  return open ?? team.addChannel({ name: '', kind: 'im', members: [team.users.get(userId)!] });
}

/** The channels of the kinds asked for that the bot knows of. */
function known({ team, args }: Context): SlackChannel[] {
  const wanted = args.list('types', 'public_channel').map((type) => {
    const [kind, scope] = kinds[type] ?? [];
    if (!kind) throw new ApiError('invalid_types');
    if (!team.granted.scopes.has(scope!)) throw missingScope(team, scope!);
    return kind;
  });
  return [...team.channels.values()].filter(
    (channel) => wanted.includes(channel.kind) && (channel.kind === 'channel' || team.botIsIn(channel)),
  );
}

/** Slack leaves archived channels out of the page it has already cut: a page may be short, or empty. */
const shown = ({ team, args }: Context, channels: readonly SlackChannel[]) =>
  channels
    .filter(({ archived }) => !(archived && args.flag('exclude_archived')))
    .map((channel) => channelJson(team, channel) as Record<string, unknown>);
