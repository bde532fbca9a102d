import type { ArchiveItem } from '../adapter.ts';
import { isWritten, SlackMessage } from '../slack/message.ts';
import { toMessage } from '../slack/to-message.ts';
import type { ArchiveFile } from './files.ts';
import { BrokenJson, findElements } from './json.ts';
import { problem } from './problem.ts';
import { channelFolder, type SlackExport } from './slack-export.ts';

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
        const permalink = slack.permalink(channel.id, raw.data.ts, raw.data.thread_ts);
        const message = toMessage(raw.data, { workspace, channel, names: slack.names, permalink });
        if (message.text) yield { kind: 'message', message };
      }
    }
  } catch (error) {
    if (!(error instanceof BrokenJson)) throw error;
    yield problem(file.path, `broken JSON: ${error.message}`, `byte ${error.byte}, after ${index} messages`);
  }
}
