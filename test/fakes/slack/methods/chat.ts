import { newTs } from '../ids.ts';
import { permalink } from '../json.ts';
import type { SlackChannel, SlackMessage } from '../model.ts';
import { pingsIn } from '../pings.ts';
import type { Reply } from '../records.ts';
import { find, isReply } from '../timeline.ts';
import { directChannel } from './conversations.ts';
import { ApiError, type Context, channelOf, contentOf, type Method, userOf } from './method.ts';

const scopes = ['chat:write'];

/** What the app says (https://docs.slack.dev/reference/methods?family=chat). */
export const chatMethods: Record<string, Method> = {
  'chat.postMessage': {
    tier: 4,
    scopes,
    run(context) {
      const { team, args } = context;
      const channel = writable(context);
      const content = contentOf(context);
      const { text, ...rest } = content;
      const thread_ts = args.text('thread_ts');
      if (thread_ts && !find(channel, thread_ts)) throw new ApiError('thread_not_found');
      const metadata = args.json<SlackMessage['metadata']>('metadata', 'invalid_metadata_format');
      const posted = team.post(channel, team.bot, text, {
        ...rest,
        ...(metadata && { metadata }),
        ...(thread_ts && { thread: { channel, ts: thread_ts } }),
        broadcast: args.flag('reply_broadcast'),
      });
      record(context, {
        ...content,
        via: 'chat.postMessage',
        channel: channel.id,
        ts: posted.ts,
        ephemeral: false,
      });
      return { channel: channel.id, ts: posted.ts, message: find(channel, posted.ts) };
    },
  },
  'chat.postEphemeral': {
    tier: 4,
    scopes,
    run(context) {
      const channel = writable(context);
      const user = userOf(context);
      if (!channel.members.has(user.id)) throw new ApiError('user_not_in_channel');
      const ts = newTs();
      const to = { channel: channel.id, ts, ephemeral: true, user: user.id };
      record(context, { ...contentOf(context), via: 'chat.postEphemeral', ...to });
      return { message_ts: ts };
    },
  },
  'chat.update': {
    tier: 3,
    scopes,
    run(context) {
      const { team, args } = context;
      const channel = channelOf(context);
      const ts = own(context, channel, 'cant_update_message');
      const content = contentOf(context);
      team.edit({ channel, ts }, content.text, content.blocks);
      record(context, { ...content, via: 'chat.update', channel: channel.id, ts, ephemeral: false });
      return { channel: channel.id, ts, text: args.text('text'), message: find(channel, ts) };
    },
  },
  'chat.delete': {
    tier: 3,
    scopes,
    run(context) {
      const channel = channelOf(context);
      const ts = own(context, channel, 'cant_delete_message');
      context.team.delete({ channel, ts });
      return { channel: channel.id, ts };
    },
  },
  'chat.getPermalink': {
    tier: 4,
    run(context) {
      const channel = channelOf(context);
      const message = find(channel, context.args.required('message_ts'));
      if (!message) throw new ApiError('message_not_found');
      const thread = isReply(message) ? `?thread_ts=${message.thread_ts}&cid=${channel.id}` : '';
      const path = `archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
      return { channel: channel.id, permalink: permalink(context.team, path) };
    },
  },
};

/** The channel to post to: by its id or `#name`, or a person for a direct message. */
function writable(context: Context): SlackChannel {
  const { team, args } = context;
  const to = args.required('channel');
  if (team.users.has(to)) return directChannel(context, to);
  const channel = to.startsWith('#')
    ? [...team.channels.values()].find(({ name, kind }) => `#${name}` === to && kind === 'channel')
    : channelOf(context);
  if (!channel) throw new ApiError('channel_not_found');
  if (channel.archived) throw new ApiError('is_archived');
  if (!team.botIsIn(channel) && !team.granted.scopes.has('chat:write.public'))
    throw new ApiError('not_in_channel');
  return channel;
}

/** The time of the message asked for, which must be the app's own. */
function own({ team, args }: Context, channel: SlackChannel, otherwise: string): string {
  const message = find(channel, args.required(args.text('ts') ? 'ts' : 'message_ts'));
  if (!message) throw new ApiError('message_not_found');
  if (message.bot_id !== team.bot.botId) throw new ApiError(otherwise);
  return message.ts;
}

function record(
  { slack, team, args }: Context,
  {
    text,
    blocks = [],
    via,
    ...reply
  }: Partial<Reply> & Pick<Reply, 'via' | 'channel' | 'ts' | 'ephemeral' | 'text'>,
): void {
  const thread_ts = args.text('thread_ts');
  const pings = pingsIn({ text, blocks, attachments: args.json('attachments') });
  slack.records.replies.push({
    team: team.id,
    via,
    text,
    blocks,
    pings,
    unfurls:
      via === 'chat.postMessage' &&
      (args.text('unfurl_links') !== 'false' || args.text('unfurl_media') !== 'false'),
    ...(thread_ts && { thread_ts }),
    ...reply,
  });
}
