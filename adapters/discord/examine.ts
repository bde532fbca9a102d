import {
  type APIApplication,
  ApplicationFlags,
  type Client,
  type Guild,
  PermissionFlagsBits,
  Routes,
} from 'discord.js';
import { HubbubError } from '../../src/errors.ts';
import type { Finding } from '../adapter.ts';
import { hasThreads, isWrittenIn, readableChannels } from './channels.ts';
import { newClient, newReader } from './clients.ts';
import { connect } from './connect.ts';
import type { DiscordOptions } from './discord.ts';
import { explain, INTENT } from './refusal.ts';

const { ViewChannel, ReadMessageHistory, SendMessages, AttachFiles } = PermissionFlagsBits;
/** All that the bot asks for. Answers are seen by one person and need no permission to send; digests and their pictures do. */
const NEEDED = ViewChannel | ReadMessageHistory | SendMessages | AttachFiles;
/** Channels named in one line. */
const NAMED = 15;

/** Where a server's admin adds the bot, with exactly the permissions that it needs; its commands come with it. */
const inviteUrl = (application: string): string =>
  `https://discord.com/oauth2/authorize?client_id=${application}&permissions=${NEEDED}&scope=bot`;

/** What `doctor` looks at: each throws a HubbubError where something is wrong. */
export function examineDiscord(options: DiscordOptions): Record<string, Finding> {
  let asked: Promise<APIApplication> | undefined;
  const application = () => (asked ??= fetchApplication(options));
  return {
    'discord: token': async () => `signed in as ${(await application()).name}; ${inWords(options)}`,
    'discord: message content intent': async () => {
      const { flags = 0 } = await application();
      const { GatewayMessageContent, GatewayMessageContentLimited } = ApplicationFlags;
      if (flags & (GatewayMessageContent | GatewayMessageContentLimited))
        return 'on; the members intent is not needed';
      throw new HubbubError('It is off: without it Discord hides what people write.', INTENT);
    },
    'discord: invite': async () => inviteUrl((await application()).id),
    'discord: channels': async () => {
      const { id } = await application();
      return withClient(options, (client) => describeAccess(client, inviteUrl(id)));
    },
  };
}

const inWords = ({ commands, shards }: DiscordOptions): string =>
  `commands registered ${commands === 'global' ? 'once for all servers' : 'in each server'}${shards ? `, ${shards} shards` : ''}`;

async function fetchApplication(options: DiscordOptions): Promise<APIApplication> {
  try {
    return (await newReader(options).get(Routes.currentApplication())) as APIApplication;
  } catch (error) {
    throw explain(error, 'signing in with DISCORD_TOKEN');
  }
}

/** With a connection of its own, which a running bot is not disturbed by. */
async function withClient<T>(options: DiscordOptions, work: (client: Client) => T): Promise<T> {
  const client = newClient(options, { alone: true, content: false });
  try {
    await connect(client, options.token, options.log);
    return work(client);
  } finally {
    await client.destroy();
  }
}

function describeAccess(client: Client, invite: string): string {
  const guilds = [...client.guilds.cache.values()];
  if (guilds.length === 0) throw new HubbubError('The bot is in no server.', `Add it: ${invite}`);
  const all = guilds.flatMap((guild) =>
    [...guild.channels.cache.values()].filter(
      (channel) => !channel.isThread() && (isWrittenIn(channel) || hasThreads(channel)),
    ),
  );
  const readable = new Set(guilds.flatMap(readableChannels).map(({ id }) => id));
  const hidden = all.filter(({ id }) => !readable.has(id));
  const says = [
    `${readable.size} of ${all.length} channels in ${guilds.map(({ name }) => name).join(', ')} can be read`,
    ...guilds.flatMap(lackForDigests),
  ].join('; ');
  if (readable.size === 0)
    throw new HubbubError(`None of ${all.length} channels can be read.`, `Add the bot anew: ${invite}`);
  if (hidden.length === 0) return says;
  const lines = hidden.slice(0, NAMED).map((channel) => {
    const granted = channel.permissionsFor(channel.guild.members.me!).bitfield;
    const missing = [
      granted & ViewChannel ? undefined : 'View Channel',
      granted & ReadMessageHistory ? undefined : 'Read Message History',
    ].filter(Boolean);
    return `#${channel.name} lacks ${missing.join(' and ') || 'Connect'}`;
  });
  const more = hidden.length > NAMED ? `, and ${hidden.length - NAMED} more` : '';
  return `${says}; left out: ${lines.join(', ')}${more}`;
}

/** What the bot's roles lack of what digests take; a channel may grant it by itself. */
function lackForDigests({ name, members }: Guild): string[] {
  const { bitfield: granted = 0n } = members.me?.permissions ?? {};
  if (!(granted & SendMessages)) return [`no digests in ${name}: it lacks Send Messages`];
  if (!(granted & AttachFiles)) return [`no pictures in digests in ${name}: it lacks Attach Files`];
  return [];
}
