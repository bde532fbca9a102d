import type { APIGuildMember, APIMessage, APIUser, Guild } from 'discord.js';
import type { Message } from '../../src/message.ts';
import type { DiscordMessage } from '../archive/discord-message.ts';
import { parseTime } from '../archive/time.ts';
import { type DiscordPlace, isWritten, toMessage } from './to-message.ts';

/** A message as events carry it, with what the guild knows of its people, or as history does, without. */
export type Raw = Omit<APIMessage, 'mentions'> & {
  member?: Partial<APIGuildMember>;
  mentions: (APIUser & { member?: Partial<APIGuildMember> })[];
};

export const workspaceOf = (guild: { id: string }): string => `discord:${guild.id}`;

/** Turns Discord's JSON into messages of one guild. */
export class Converter {
  readonly #botMessages: boolean;

  /** @param botMessages whether what other bots post is collected */
  constructor(botMessages: boolean) {
    this.#botMessages = botMessages;
  }

  /** Undefined where it is nothing that somebody wrote, or nothing that is collected. */
  convert(guild: Guild, place: DiscordPlace, m: Raw): Message | undefined {
    if (!this.collects(guild, m)) return undefined;
    const ts = parseTime(m.timestamp);
    if (ts === undefined) return undefined;
    const { roles, channels } = guild;
    const people = new Map(m.mentions.map((user) => [user.id, nameOf(guild, user, user.member)]));
    const names = {
      user: (id: string) => people.get(id) ?? guild.members.cache.get(id)?.displayName,
      role: (id: string) => roles.cache.get(id)?.name,
      channel: (id: string) => channels.cache.get(id)?.name,
    };
    const context = { guild: guild.id, channel: m.channel_id, place, names };
    const message = toMessage(asExported(m, nameOf(guild, m.author, m.member)), ts, context);
    // A message may lose its text by an edit; one that never had any says nothing.
    if (!message.text && !message.editedTs) return undefined;
    return { workspace: workspaceOf(guild), ...message };
  }

  /** Whether a message is one to be stored: somebody wrote it, other than this bot. */
  collects(guild: Guild, { type, author, webhook_id }: Pick<Raw, 'type' | 'author' | 'webhook_id'>): boolean {
    if (!isWritten({ type }) || author.id === guild.client.user.id) return false;
    return this.#botMessages || !(author.bot || webhook_id);
  }
}

/** As the guild knows somebody: by nickname, else display name, else user name. */
const nameOf = (guild: Guild, user: APIUser, member?: Partial<APIGuildMember>): string =>
  (member ? member.nick : guild.members.cache.get(user.id)?.nickname) || user.global_name || user.username;

/** In the form of exports, so that a message is the same row whichever way it came. */
function asExported(m: Raw, nickname: string): DiscordMessage {
  const forwarded = m.message_snapshots?.[0]?.message;
  return {
    id: m.id,
    type: m.type,
    timestamp: m.timestamp,
    timestampEdited: m.edited_timestamp,
    author: {
      id: m.author.id,
      name: m.author.username,
      nickname,
      isBot: m.author.bot || !!m.webhook_id,
      roles: [],
    },
    mentions: [],
    reference: { messageId: m.message_reference?.message_id },
    forwardedMessage: forwarded && contentOf(forwarded),
    ...contentOf(m),
  };
}

type Content = Pick<APIMessage, 'content' | 'embeds' | 'attachments' | 'sticker_items'>;

const contentOf = ({ content, embeds, attachments, sticker_items }: Content) => ({
  content,
  embeds: embeds.map(({ title, description, fields }) => ({ title, description, fields: fields ?? [] })),
  attachments: attachments.map(({ filename }) => ({ fileName: filename })),
  stickers: (sticker_items ?? []).map(({ name }) => ({ name })),
});
