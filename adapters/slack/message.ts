import { z } from 'zod';
import { blocksText } from './blocks.ts';
import { type SlackNames, slackText } from './text.ts';

const text = z.string().optional().catch(undefined);
const profile = z
  .object({ display_name: text, real_name: text, name: text, team: text })
  .optional()
  .catch(undefined);
/** A list of which the items that make no sense are empty, so that one odd attachment costs no message. */
const listOf = <T extends z.ZodType>(item: T) => z.array(item.nullable().catch(null)).catch([]).default([]);

/** What Hubbub reads of a Slack message, in exports and in events alike; everything but `ts` may be missing or odd. */
export const SlackMessage = z.object({
  ts: z.string().regex(/^\d+(\.\d+)?$/, 'is no Slack timestamp'),
  type: text,
  subtype: text,
  hidden: z.boolean().optional().catch(undefined),
  text,
  user: text,
  username: text,
  bot_id: text,
  team: text,
  thread_ts: text,
  user_profile: profile,
  bot_profile: profile,
  edited: z.object({ ts: text }).optional().catch(undefined),
  blocks: z.unknown().optional(),
  attachments: listOf(
    z.object({
      pretext: text,
      title: text,
      text,
      fallback: text,
      blocks: z.unknown().optional(),
      fields: listOf(z.object({ title: text, value: text })),
    }),
  ),
  files: listOf(z.object({ title: text, name: text, permalink: text })),
  /** Exports of before 2018: one file, whose text is a sentence of Slack's own around the title. */
  file: z
    .object({
      title: text,
      name: text,
      permalink: text,
      initial_comment: z.object({ comment: text }).optional(),
    })
    .optional()
    .catch(undefined),
  comment: z.object({ user: text, comment: text }).optional().catch(undefined),
});
export type SlackMessage = z.infer<typeof SlackMessage>;

/** Subtypes that somebody wrote; all others (joins, topics, pins, tombstones, calls) are Slack's own notices. */
const WRITTEN = new Set([
  undefined,
  'bot_message',
  'me_message',
  'file_share',
  'file_comment',
  'thread_broadcast',
  'slackbot_response',
]);

/** Whether a person or a bot wrote this, rather than Slack itself. */
export const isWritten = (m: SlackMessage): boolean => !m.hidden && WRITTEN.has(m.subtype || undefined);

/** What a message says, as plain text: its text, else its blocks, attachments and the titles of its files; '' if nothing. */
export function slackContent(m: SlackMessage, names: SlackNames): string {
  if (m.comment?.comment) return slackText(m.comment.comment, names);
  if (m.file) return legacyFile(m.file, names) || slackText(m.text ?? '', names);
  const written = slackText(m.text ?? '', names) || blocksText(m.blocks, names);
  if (written) return written;
  const attached = m.attachments.map((a) => (a ? attachmentText(a, names) : ''));
  return [...attached, ...m.files.map(title)].filter(Boolean).join('\n');
}

/** Id and display name of the author, and whether it is a bot. Bridges post many people's words through one bot. */
export function slackAuthor(m: SlackMessage, names: SlackNames): { id: string; name?: string; bot: boolean } {
  const user = m.user ?? m.comment?.user;
  const bot = Boolean(m.bot_id) || m.subtype === 'bot_message';
  if (user) return { id: user, name: names.user(user) ?? profileName(m) ?? m.username, bot };
  const id = [m.bot_id, m.username].filter(Boolean).join(':') || 'unknown';
  return { id, name: m.username || m.bot_profile?.name, bot };
}

/** The name that people see beside a message, from the profile that came with it. */
export const profileName = ({ user_profile: p, bot_profile: b }: SlackMessage): string | undefined =>
  p?.display_name || p?.real_name || p?.name || b?.name || undefined;

type Attachment = NonNullable<SlackMessage['attachments'][number]>;

function attachmentText(a: Attachment, names: SlackNames): string {
  const fields = a.fields.flatMap((f) => (f ? [f.title, f.value] : []));
  const parts = [a.pretext, a.title, a.text, ...fields].map((part) => slackText(part ?? '', names));
  return (
    parts.filter(Boolean).join('\n') || blocksText(a.blocks, names) || slackText(a.fallback ?? '', names)
  );
}

const title = (file: { title?: string; name?: string } | null) => file?.title || file?.name || '';

const legacyFile = (file: NonNullable<SlackMessage['file']>, names: SlackNames) =>
  [title(file), slackText(file.initial_comment?.comment ?? '', names)].filter(Boolean).join('\n');
