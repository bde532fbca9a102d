import type { SlackMessage } from '../model.ts';
import { find, indexFrom, inHistory, isReply, repliesOf } from '../timeline.ts';
import {
  ApiError,
  type Context,
  channelOf,
  decodeCursor,
  encodeCursor,
  type Method,
  need,
} from './method.ts';

const scopes = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];

/** What a channel or a thread held (https://docs.slack.dev/reference/methods/conversations.history). */
export const historyMethods: Record<string, Method> = {
  'conversations.history': {
    tier: 3,
    scopes,
    run(context) {
      const { args, slack } = context;
      const channel = readable(context);
      const size = pageSize(context, 100, 999, slack.limits.historyPage);
      const messages = within(context, channel.messages).filter(inHistory);
      // With `oldest` alone Slack gives what is closest to it, and pages towards now (slackhq/slack-api-docs#4).
      const forwards = args.text('oldest') !== undefined && args.text('latest') === undefined;
      const cursor = decodeCursor(args.text('cursor'), 'next_ts');
      const left = cursor ? messages.filter(({ ts }) => (forwards ? ts >= cursor : ts <= cursor)) : messages;
      const shown = forwards ? left.slice(0, size) : left.slice(-size);
      const next = forwards ? left[size] : left.at(-size - 1);
      return {
        messages: shown.toReversed().map((message) => withMetadata(context, message)),
        has_more: next !== undefined,
        pin_count: 0,
        ...(next && { response_metadata: { next_cursor: encodeCursor('next_ts', next.ts) } }),
      };
    },
  },
  'conversations.replies': {
    tier: 3,
    scopes,
    run(context) {
      const { args, slack } = context;
      const channel = readable(context);
      const first = find(channel, args.required('ts'));
      if (!first) throw new ApiError('thread_not_found');
      if (isReply(first)) return { messages: [first], has_more: false };
      const size = pageSize(context, 1000, 1000, slack.limits.historyPage);
      const cursor = decodeCursor(args.text('cursor'), 'next_ts') ?? '';
      const replies = within(context, repliesOf(channel, first.ts)).filter(({ ts }) => ts >= cursor);
      // Every page begins with the thread's first message, whatever the range.
      const rest = Math.max(1, size - 1);
      const next = replies[rest];
      return {
        messages: [first, ...replies.slice(0, rest)],
        has_more: next !== undefined,
        ...(next && { response_metadata: { next_cursor: encodeCursor('next_ts', next.ts) } }),
      };
    },
  },
};

function readable(context: Context) {
  const channel = channelOf(context);
  need(context, channel, 'history');
  if (!context.team.botIsIn(channel)) throw new ApiError('not_in_channel');
  return channel;
}

function pageSize({ args }: Context, usual: number, most: number, cap = most): number {
  return Math.min(args.number('limit', Math.min(usual, cap)) || usual, most, cap);
}

/** The messages between `oldest` and `latest`; a bound itself belongs to it only where `inclusive` is set. */
function within({ args }: Context, messages: readonly SlackMessage[]): SlackMessage[] {
  const [oldest, latest] = [bound(args.text('oldest')), bound(args.text('latest'))];
  const inclusive = args.flag('inclusive');
  const from = oldest ? indexFrom({ messages }, oldest) : 0;
  const to = latest ? indexFrom({ messages }, latest) : messages.length;
  const found = messages.slice(from + (!inclusive && messages[from]?.ts === oldest ? 1 : 0), to);
  if (inclusive && latest && messages[to]?.ts === latest) found.push(messages[to]);
  return found;
}

/** Bounds come with any number of digits: `1700000000`, `1700000000.5`. */
function bound(ts: string | undefined): string | undefined {
  if (ts === undefined || ts === '') return undefined;
  const [, seconds, fraction = ''] = /^(\d+)(?:\.(\d*))?$/.exec(ts) ?? [];
  if (seconds === undefined) throw new ApiError('invalid_ts_oldest');
  return `${seconds.padStart(10, '0')}.${fraction.padEnd(6, '0').slice(0, 6)}`;
}

function withMetadata({ args }: Context, { metadata, ...message }: SlackMessage): SlackMessage {
  return metadata && args.flag('include_all_metadata') ? { ...message, metadata } : message;
}
