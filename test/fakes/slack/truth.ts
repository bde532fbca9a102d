import type { Directory } from './directory.ts';
import type { SlackChannel, SlackMessage } from './model.ts';
import { isReply } from './timeline.ts';

/** A message that somebody or something wrote, in plain fields to compare a store with. */
export interface TrueMessage {
  channel: string;
  ts: string;
  /** Of the thread's first message; on replies only. */
  threadTs?: string;
  user?: string;
  /** `app` is the app under test itself. */
  by: 'person' | 'bot' | 'app';
  /** mrkdwn, as Slack keeps it. */
  text: string;
  /** When its author last changed it; previews of links do not count. */
  editedTs?: string;
  /** Titles of the files shared with it. */
  files: string[];
}

/** What is to be read in the channels that the bot is in, channel by channel, oldest first: no notices, no tombstones, no direct messages. */
export function truth(team: Directory): TrueMessage[] {
  const channels = [...team.channels.values()].filter(
    (channel) => (channel.kind === 'channel' || channel.kind === 'private') && team.botIsIn(channel),
  );
  return channels.flatMap((channel) =>
    channel.messages.filter(isWritten).map((message) => trueMessage(team, channel, message)),
  );
}

function trueMessage(team: Directory, { id }: SlackChannel, message: SlackMessage): TrueMessage {
  const { ts, thread_ts, user, bot_id, text, edited, files } = message;
  return {
    channel: id,
    ts,
    ...(isReply(message) && { threadTs: thread_ts! }),
    ...(user && { user }),
    by: bot_id === undefined ? 'person' : bot_id === team.bot.botId ? 'app' : 'bot',
    text,
    ...(edited && { editedTs: edited.ts }),
    files: (files ?? []).map(({ title }) => title),
  };
}

const isWritten = ({ subtype }: SlackMessage): boolean =>
  subtype === undefined || ['bot_message', 'me_message', 'file_share', 'thread_broadcast'].includes(subtype);
