import type { Message } from '../../src/message.ts';
import { storable } from '../archive/clean.ts';
import { parseTime } from '../archive/time.ts';
import { type SlackMessage, slackAuthor, slackContent } from './message.ts';
import type { SlackNames } from './text.ts';

/** Where a message was found. */
export interface SlackPlace {
  /** `slack:<team id>`. */
  workspace: string;
  channel: { id: string; name?: string };
  names: SlackNames;
  permalink: string | undefined;
}

/** A message as the core knows it; exports, events and history of one message all become the same. */
export function toMessage(m: SlackMessage, { workspace, channel, names, permalink }: SlackPlace): Message {
  const author = slackAuthor(m, names);
  const editedTs = m.edited && parseTime(m.edited.ts);
  return {
    workspace,
    channel: channel.id,
    ...(channel.name && { channelName: channel.name }),
    id: slackMessageId(channel.id, m.ts),
    ...(m.thread_ts && { threadId: storable(slackMessageId(channel.id, m.thread_ts)) }),
    author: storable(author.id),
    ...(author.name && { authorName: storable(author.name) }),
    ...(author.bot && { bot: true }),
    ts: parseTime(m.ts) ?? 0,
    ...(editedTs && { editedTs }),
    text: storable(slackContent(m, names)).trim(),
    ...(permalink && { permalink }),
  };
}

/** A timestamp is unique within its channel only. */
export const slackMessageId = (channel: string, ts: string): string => `${channel}/${ts}`;

/**
 * Where Slack shows a message.
 *
 * @param origin of the workspace: `https://acme.slack.com`
 * @param threadTs of the thread's first message, where it is in one
 */
export function slackPermalink(origin: string, channel: string, ts: string, threadTs?: string): string {
  const thread = threadTs && threadTs !== ts ? `?thread_ts=${threadTs}&cid=${channel}` : '';
  return `${origin}/archives/${channel}/p${ts.replace('.', '')}${thread}`;
}
