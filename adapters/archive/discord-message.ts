import { z } from 'zod';
import { type DiscordNames, discordText } from '../discord/text.ts';

const text = z.string().nullish().catch(undefined);
const snowflake = z.string().regex(/^\d+$/, 'is no Discord id');
const listOf = <T extends z.ZodType>(item: T) => z.array(item.nullable().catch(null)).catch([]).default([]);
const named = z.object({ id: text, name: text, nickname: text });

const embeds = listOf(
  z.object({ title: text, description: text, fields: listOf(z.object({ name: text, value: text })) }),
);
const content = {
  content: text,
  embeds,
  attachments: listOf(z.object({ fileName: text })),
  stickers: listOf(z.object({ name: text })),
};

/** What Hubbub reads of a message as DiscordChatExporter writes it (JsonMessageWriter.cs). */
export const DiscordMessage = z.object({
  id: snowflake,
  type: z.union([z.string(), z.number()]).nullish(),
  timestamp: z.string(),
  timestampEdited: text,
  author: named.extend({
    id: snowflake,
    isBot: z.boolean().nullish().catch(undefined),
    roles: listOf(named),
  }),
  mentions: listOf(named),
  reference: z.object({ messageId: text }).nullish().catch(undefined),
  forwardedMessage: z.object(content).nullish().catch(undefined),
  ...content,
});
export type DiscordMessage = z.infer<typeof DiscordMessage>;

/** The head of a file: one file is one channel or thread. */
export const DiscordHead = z.object({
  guild: z.object({ id: z.string(), name: text }),
  channel: z.object({
    id: z.string(),
    type: z.union([z.string(), z.number()]).nullish(),
    name: text,
    categoryId: text,
    category: text,
  }),
});
export type DiscordHead = z.infer<typeof DiscordHead>;

/** What a message says: its content, else what was forwarded, its embeds, and the names of its files and stickers. */
export function discordContent(m: DiscordMessage, names: DiscordNames): string {
  const written = discordText(m.content ?? '', names);
  if (written || !m.forwardedMessage) return written || hung(m, names);
  return discordText(m.forwardedMessage.content ?? '', names) || hung(m.forwardedMessage, names);
}

function hung(m: Pick<DiscordMessage, 'embeds' | 'attachments' | 'stickers'>, names: DiscordNames): string {
  const embedded = m.embeds.flatMap((e) =>
    e ? [e.title, e.description, ...e.fields.flatMap((f) => (f ? [f.name, f.value] : []))] : [],
  );
  const texts = embedded.map((part) => discordText(part ?? '', names));
  return [...texts, ...m.attachments.map((a) => a?.fileName), ...m.stickers.map((s) => s?.name)]
    .filter(Boolean)
    .join('\n');
}
