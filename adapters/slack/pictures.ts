import { setTimeout as wait } from 'node:timers/promises';
import type { Reply } from '../../src/commands/reply.ts';
import { inWords, platformError } from './refusal.ts';
import { renderReply, type SlackReply, type Uploaded } from './render.ts';
import type { SlackWorkspace } from './workspace.ts';

/** Slack refuses blocks that show a file which it has not looked at yet: they are sent again after these waits, in milliseconds. */
const LOOKS = [500, 1_000, 2_000];

/**
 * Sends a reply together with its pictures. They are uploaded without being shared: nobody finds them among the files of
 * a channel, and who sees the message sees them. Where that fails, the message says in words what is in them.
 *
 * @param send posts the message; it may be called five times, which is what a response_url takes
 * @see https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object
 */
export async function sendReply<T>(
  slack: Pick<SlackWorkspace, 'client' | 'log'>,
  reply: Reply,
  send: (message: SlackReply) => Promise<T>,
): Promise<T> {
  const uploaded = await upload(slack, reply);
  for (const pause of uploaded.size > 0 ? [...LOOKS, 0] : [])
    try {
      return await send(renderReply(reply, uploaded));
    } catch (error) {
      if (!isRefused(error)) throw error;
      await wait(pause);
    }
  return send(renderReply(reply));
}

async function upload(
  { client, log }: Pick<SlackWorkspace, 'client' | 'log'>,
  reply: Reply,
): Promise<Uploaded> {
  const pictures = reply.parts.filter((part) => part.kind === 'picture');
  try {
    const files = await Promise.all(
      pictures.map(async (picture) => {
        const answer = await client.files.uploadV2({
          file: Buffer.from(picture.png),
          filename: 'picture.png',
          title: picture.title,
          alt_text: picture.alt.slice(0, 1_000),
        });
        // The SDK gives a list of the answers of files.completeUploadExternal, here of one.
        const [done] = (answer as unknown as { files: { files: { id: string }[] }[] }).files;
        return [picture, done!.files[0]!.id] as const;
      }),
    );
    return new Map(files);
  } catch (error) {
    log(inWords(error, 'uploading a picture'));
    return new Map();
  }
}

/** The Web API names the error; of a response_url the SDK keeps the status alone. */
function isRefused(error: unknown): boolean {
  if (platformError(error) === 'invalid_blocks') return true;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  return code === 'slack_bolt_respond_error' && (statusCode === 400 || statusCode === 404);
}
