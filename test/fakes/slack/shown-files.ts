import type { types } from '@slack/bolt';
import type { Problem } from './blocks.ts';
import type { Records } from './records.ts';

/** Slack refuses a file in a block until it has looked at it, some moments after the upload. */
const REFUSALS = 1;

/**
 * What Slack refuses of the files that blocks show (https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object):
 * none but images that the app has uploaded to the end. One that it has not looked at yet is no fault of the app.
 */
export function refusedFiles(
  blocks: readonly types.AnyBlock[] = [],
  { files, violations }: Records,
  team: string,
): Problem[] {
  const problems: Problem[] = [];
  for (const [i, block] of (blocks as types.KnownBlock[]).entries()) {
    if (block.type !== 'image' || !('slack_file' in block)) continue;
    const { slack_file: shown } = block;
    const problem = {
      error: 'invalid_blocks',
      detail: `invalid slack file [json-pointer:/blocks/${i}/slack_file]`,
    };
    const file = files.find((one) => one.team === team && 'id' in shown && one.id === shown.id);
    const isImage =
      file?.complete && /^(\x89PNG|\xff\xd8\xff|GIF8)/.test(file.content.toString('latin1', 0, 4));
    if (!isImage) violations.push(problem);
    if (isImage && file.refused >= REFUSALS) continue;
    if (file) file.refused++;
    problems.push(problem);
  }
  return problems;
}
