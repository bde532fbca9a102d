import { type APIMessage, ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import { ApiError, invalid, missingAccess, missingPermissions } from './api-error.ts';
import { faultsOf, pingsIn, type SentMessage } from './components.ts';
import type { DiscordFake } from './discord.ts';
import type { DiscordChannel } from './model.ts';
import { permissionsIn } from './permissions.ts';
import { type Call, type Route, visible } from './routes.ts';
import { newId } from './snowflake.ts';

/** Discord remembers nonces for some minutes. */
const REMEMBERED = 5 * 60_000;
const nonces = new WeakMap<DiscordFake, Map<string, { at: number; message: APIMessage }>>();

type Sent = SentMessage & { nonce?: string; enforce_nonce?: boolean };

/** What the bot says unasked (https://docs.discord.com/developers/resources/message#create-message). */
export const postRoutes: readonly Route[] = [
  ['POST', /^\/users\/@me\/channels$/, openDirect],
  ['POST', /^\/channels\/(\d+)\/messages$/, create],
  [
    'PATCH',
    /^\/channels\/(\d+)\/messages\/(\d+)$/,
    (call) => {
      const { guild, channel, message } = own(call);
      check(call.fake, call.body);
      const { components } = call.body as { components?: APIMessage['components'] };
      guild.edit({ channel, id: message.id }, call.body.content ?? '', components);
      const post = call.fake.records.posts.find(({ id }) => id === message.id)!;
      Object.assign(post, { message: call.body, revisions: post.revisions + 1 });
      return guild.find({ channel, id: message.id });
    },
  ],
  [
    'DELETE',
    /^\/channels\/(\d+)\/messages\/(\d+)$/,
    (call) => {
      const { guild, channel, message } = own(call);
      guild.delete({ channel, id: message.id });
      Object.assign(call.fake.records.posts.find(({ id }) => id === message.id)!, { deleted: true });
      return undefined;
    },
  ],
];

function openDirect({ fake, body }: Call): object {
  const { recipient_id: user } = body as { recipient_id: string };
  const member = fake.guilds.flatMap(({ members }) => members.get(user) ?? [])[0];
  if (!member) throw new ApiError(400, 50033, 'Invalid Recipient(s)');
  const name = `direct:${user}`;
  const known = [...fake.directChannels.values()].find((one) => one.name === name);
  const channel: DiscordChannel = known ?? {
    id: newId(),
    type: ChannelType.DM,
    name,
    overwrites: [],
    messages: [],
  };
  fake.directChannels.set(channel.id, channel);
  return { id: channel.id, type: ChannelType.DM, recipients: [member.user], last_message_id: null };
}

function create({ fake, params: [id], body }: Call): object {
  const { guild, channel } = visible(fake, id!);
  const direct = fake.directChannels.has(channel.id);
  const { AttachFiles, SendMessages, ViewChannel } = PermissionFlagsBits;
  const allowed = permissionsIn(guild, channel, guild.bot);
  if (!direct && !(allowed & ViewChannel)) throw missingAccess();
  if (!direct && !(allowed & SendMessages)) throw missingPermissions();
  if (!direct && (body as { files?: unknown }).files && !(allowed & AttachFiles)) throw missingPermissions();
  if (channel.type === ChannelType.GuildForum)
    throw new ApiError(400, 50008, 'Cannot send messages in a non-text channel');
  const { nonce, enforce_nonce, ...sent } = body as Sent;
  if (nonce !== undefined && nonce.length > 25) throw invalid('nonce: must be 25 or fewer in length.');
  const known = nonces.get(fake) ?? new Map<string, { at: number; message: APIMessage }>();
  nonces.set(fake, known);
  const before = nonce === undefined ? undefined : known.get(nonce);
  if (enforce_nonce && before && Date.now() - before.at < REMEMBERED) return before.message;
  check(fake, sent);
  const posted = guild.post(channel, guild.bot, sent.content ?? '', {
    components: (sent.components ?? []) as unknown as APIMessage['components'],
    flags: sent.flags,
  });
  fake.records.posts.push({ channel: channel.id, id: posted.id, message: sent, revisions: 0 });
  const message = guild.find(posted)!;
  if (nonce !== undefined) known.set(nonce, { at: Date.now(), message });
  return message;
}

function check({ records }: DiscordFake, sent: SentMessage): void {
  const faults = faultsOf(sent);
  records.violations.push(...faults);
  if (faults.length > 0) throw invalid(faults.join('; '));
  records.pings.push(...pingsIn(sent));
}

function own({ fake, params: [id, messageId] }: Call) {
  const { guild, channel } = visible(fake, id!);
  const message = channel.messages.find((one) => one.id === messageId);
  if (!message) throw new ApiError(404, 10008, 'Unknown Message');
  if (message.author.id !== fake.bot.id)
    throw new ApiError(403, 50005, 'Cannot edit a message authored by another user');
  return { guild, channel, message };
}
