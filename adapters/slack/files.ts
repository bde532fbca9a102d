import type { Reply } from '../../src/commands/reply.ts';
import { line } from './escape.ts';
import type { SlackWorkspace } from './workspace.ts';

/**
 * Sends the files of a reply to one person, in the direct messages between them and the bot: Slack has no files that only
 * one member of a channel sees.
 */
export async function sendFiles(
  { client }: Pick<SlackWorkspace, 'client'>,
  user: string,
  { heading, parts }: Reply,
): Promise<void> {
  for (const part of parts) {
    if (part.kind !== 'file') continue;
    // Posting to a person opens that conversation, without a scope for it.
    const { channel } = await client.chat.postMessage({ channel: user, text: line(heading, 2_000) });
    await client.files.uploadV2({
      channel_id: channel!,
      file: Buffer.from(part.content),
      filename: part.name,
      title: part.name,
    });
  }
}
