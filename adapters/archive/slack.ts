import type { Message } from '../../src/message.ts';
import type { ArchiveItem } from '../adapter.ts';
import { isWritten, SlackMessage, slackAuthor, slackContent } from '../slack/message.ts';
import { storable } from './clean.ts';
import type { ArchiveFile } from './files.ts';
import { BrokenJson, findElements } from './json.ts';
import { problem } from './problem.ts';
import { channelFolder, type SlackExport } from './slack-export.ts';
import { parseTime } from './time.ts';

/** Reads one day of one channel of a Slack export. */
export async function* readSlackDay(
  file: ArchiveFile,
  slack: SlackExport,
  workspace: string,
): AsyncGenerator<ArchiveItem> {
  const channel = slack.channel(channelFolder(file.path));
  let index = 0;
  try {
    for await (const value of findElements(file)) {
      const position = `message ${++index}`;
      const raw = SlackMessage.safeParse(value);
      if (!raw.success) yield problem(file.path, 'has no ts, or is no message at all', position);
      else if (isWritten(raw.data)) {
        const message = toMessage(raw.data, workspace, channel, slack);
        if (message.text) yield { kind: 'message', message };
      }
    }
  } catch (error) {
    if (!(error instanceof BrokenJson)) throw error;
    yield problem(file.path, `broken JSON: ${error.message}`, `byte ${error.byte}, after ${index} messages`);
  }
}

function toMessage(
  m: SlackMessage,
  workspace: string,
  channel: { id: string; name: string },
  slack: SlackExport,
): Message {
  const author = slackAuthor(m, slack.names);
  const editedTs = m.edited && parseTime(m.edited.ts);
  const permalink = slack.permalink(channel.id, m.ts, m.thread_ts);
  return {
    workspace,
    channel: channel.id,
    channelName: channel.name,
    id: `${channel.id}/${m.ts}`,
    ...(m.thread_ts && { threadId: storable(`${channel.id}/${m.thread_ts}`) }),
    author: storable(author.id),
    ...(author.name && { authorName: storable(author.name) }),
    ...(author.bot && { bot: true }),
    ts: parseTime(m.ts) ?? 0,
    ...(editedTs && { editedTs }),
    text: storable(slackContent(m, slack.names)).trim(),
    ...(permalink && { permalink }),
  };
}
