import {
  ChannelType,
  PermissionFlagsBits,
  type RESTPutAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10';
import { ApiError, invalid, missingAccess, missingPermissions, unknownChannel } from './api-error.ts';
import { answerFirst, editOriginal, followUp } from './callbacks.ts';
import type { DiscordFake } from './discord.ts';
import type { DiscordGuild } from './guild.ts';
import { activeThreads, channelJson, memberJson } from './json.ts';
import type { DiscordChannel } from './model.ts';
import { permissionsIn, sees } from './permissions.ts';
import { postRoutes } from './posts.ts';
import { faultsOfCommands } from './registration.ts';
import { byAge } from './snowflake.ts';

export interface Call {
  fake: DiscordFake;
  params: readonly string[];
  query: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the app sends
  body: any;
}

export type Route = [method: string, path: RegExp, answer: (call: Call) => object | undefined];

/** What can be asked, as documented at discord.com/developers/docs/resources. Undefined is answered as 204. */
export const routes: readonly Route[] = [
  [
    'GET',
    /^\/gateway\/bot$/,
    ({ fake }) => ({
      url: fake.gatewayUrl,
      shards: 1,
      session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
    }),
  ],
  ['GET', /^\/users\/@me$/, ({ fake }) => fake.bot],
  ['GET', /^\/(?:oauth2\/)?applications\/@me$/, ({ fake }) => applicationJson(fake)],
  [
    'GET',
    /^\/users\/@me\/guilds$/,
    ({ fake }) => fake.guilds.map(({ id, name }) => ({ id, name, permissions: '0', features: [] })),
  ],
  ['PUT', /^\/applications\/(\d+)\/commands$/, register],
  ['PUT', /^\/applications\/(\d+)\/guilds\/\d+\/commands$/, register],
  [
    'GET',
    /^\/guilds\/(\d+)\/members\/(\d+)$/,
    ({ fake, params: [guild, user] }) => {
      const member = guildOf(fake, guild!).members.get(user!);
      if (!member) throw new ApiError(404, 10007, 'Unknown Member');
      return { ...memberJson(member), user: member.user };
    },
  ],
  [
    'GET',
    /^\/guilds\/(\d+)\/channels$/,
    ({ fake, params: [id] }) => {
      const guild = guildOf(fake, id!);
      return [...guild.channels.values()]
        .filter(({ thread }) => !thread)
        .map((one) => channelJson(guild, one));
    },
  ],
  [
    'GET',
    /^\/guilds\/(\d+)\/threads\/active$/,
    ({ fake, params: [id] }) => {
      const guild = guildOf(fake, id!);
      const threads = activeThreads(guild);
      const joined = threads.filter(({ thread }) => thread!.members.has(fake.bot.id));
      return {
        threads: threads.map((one) => channelJson(guild, one)),
        members: joined.map((one) => threadMember(one, fake.bot.id)),
      };
    },
  ],
  [
    'GET',
    /^\/channels\/(\d+)$/,
    ({ fake, params: [id] }) => {
      const { guild, channel } = visible(fake, id!);
      return channelJson(guild, channel);
    },
  ],
  ['GET', /^\/channels\/(\d+)\/messages$/, messages],
  [
    'GET',
    /^\/channels\/(\d+)\/messages\/(\d+)$/,
    ({ fake, params: [id, message] }) => {
      const found = readable(fake, id!).channel.messages.find((one) => one.id === message);
      if (!found) throw new ApiError(404, 10008, 'Unknown Message');
      return found;
    },
  ],
  ...postRoutes,
  [
    'GET',
    /^\/channels\/(\d+)\/threads\/archived\/public$/,
    (call) => archived(call, (one) => one.type !== ChannelType.PrivateThread, 'time'),
  ],
  [
    'GET',
    /^\/channels\/(\d+)\/threads\/archived\/private$/,
    (call) => {
      const { guild, channel } = readable(call.fake, call.params[0]!);
      if (!(permissionsIn(guild, channel, guild.bot) & PermissionFlagsBits.ManageThreads))
        throw missingPermissions();
      return archived(call, (one) => one.type === ChannelType.PrivateThread, 'time');
    },
  ],
  [
    'GET',
    /^\/channels\/(\d+)\/users\/@me\/threads\/archived\/private$/,
    (call) =>
      archived(
        call,
        (one) => one.type === ChannelType.PrivateThread && one.thread!.members.has(call.fake.bot.id),
        'id',
      ),
  ],
  [
    'GET',
    /^\/channels\/(\d+)\/thread-members\/(\d+)$/,
    ({ fake, params: [id, user] }) => {
      const { channel } = visible(fake, id!);
      if (!channel.thread?.members.has(user!)) throw new ApiError(404, 10007, 'Unknown Member');
      return threadMember(channel, user!);
    },
  ],
  [
    'POST',
    /^\/interactions\/\d+\/([^/]+)\/callback$/,
    ({ fake, params: [token], body }) => void answerFirst(fake, token!, body),
  ],
  [
    'PATCH',
    /^\/webhooks\/\d+\/([^/]+)\/messages\/@original$/,
    ({ fake, params: [token], body }) => editOriginal(fake, token!, body),
  ],
  ['POST', /^\/webhooks\/\d+\/([^/]+)$/, ({ fake, params: [token], body }) => followUp(fake, token!, body)],
];

function applicationJson({ application, bot }: DiscordFake): object {
  const { id, name, messageContent, guildMembers } = application;
  // The “limited” flags, which apps in few guilds get with the switch in the developer portal.
  const flags = (messageContent ? 1 << 19 : 0) | (guildMembers ? 1 << 15 : 0);
  return {
    id,
    name,
    icon: null,
    description: '',
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '',
    team: null,
    flags,
    bot,
  };
}

function register({ fake, params: [application], body }: Call): object {
  if (application !== fake.application.id)
    throw new ApiError(403, 20012, 'You are not authorized to perform this action on this application');
  const commands = body as RESTPutAPIApplicationCommandsJSONBody;
  const faults = faultsOfCommands(commands);
  fake.records.violations.push(...faults);
  if (faults.length > 0) throw invalid(faults.join('; '));
  fake.records.commands = commands;
  return commands.map((command, i) => ({
    ...command,
    id: String(1000 + i),
    application_id: application,
    version: '1',
  }));
}

function messages({ fake, params: [id], query }: Call): object {
  const { channel } = readable(fake, id!);
  const limit = Number(query.limit ?? 50);
  if (!(limit >= 1 && limit <= 100)) throw invalid('limit: int value should be between 1 and 100.');
  const all = channel.messages;
  const { before, after } = query;
  if (after !== undefined) {
    const from = all.findIndex((one) => byAge(one.id, after) > 0);
    return from < 0 ? [] : all.slice(from, from + limit).toReversed();
  }
  let end = all.length;
  if (before !== undefined) while (end > 0 && byAge(all[end - 1]!.id, before) >= 0) end--;
  return all.slice(Math.max(0, end - limit), end).toReversed();
}

/** Threads of a channel, the one archived last first, or by id. */
function archived(
  { fake, params: [id], query }: Call,
  wanted: (one: DiscordChannel) => boolean,
  by: 'time' | 'id',
): object {
  const { guild, channel } = readable(fake, id!);
  const limit = Number(query.limit ?? 50);
  if (!(limit >= 2 && limit <= 100)) throw invalid('limit');
  const ages = (a: DiscordChannel, b: DiscordChannel) =>
    by === 'id' ? byAge(b.id, a.id) : b.thread!.archivedAt - a.thread!.archivedAt || byAge(b.id, a.id);
  const before = (one: DiscordChannel) =>
    query.before === undefined ||
    (by === 'id' ? byAge(one.id, query.before) < 0 : one.thread!.archivedAt < Date.parse(query.before));
  const all = [...guild.channels.values()]
    .filter((one) => one.parent === channel && one.thread!.archived && wanted(one) && before(one))
    .sort(ages);
  const page = all.slice(0, limit);
  return { threads: page.map((one) => channelJson(guild, one)), members: [], has_more: all.length > limit };
}

const threadMember = ({ id }: DiscordChannel, user: string) => ({
  id,
  user_id: user,
  join_timestamp: new Date().toISOString(),
  flags: 0,
});

function guildOf(fake: DiscordFake, id: string): DiscordGuild {
  const guild = fake.guilds.find((one) => one.id === id);
  if (!guild) throw new ApiError(404, 10004, 'Unknown Guild');
  return guild;
}

export function visible(fake: DiscordFake, id: string): { guild: DiscordGuild; channel: DiscordChannel } {
  const direct = fake.directChannels.get(id);
  if (direct) return { guild: fake.guilds[0]!, channel: direct };
  for (const guild of fake.guilds) {
    const channel = guild.channels.get(id);
    if (!channel) continue;
    if (!sees(guild, channel, guild.bot)) throw missingAccess();
    return { guild, channel };
  }
  throw unknownChannel();
}

function readable(fake: DiscordFake, id: string): { guild: DiscordGuild; channel: DiscordChannel } {
  const found = visible(fake, id);
  if (fake.directChannels.has(id)) return found;
  // Without it Discord does not refuse but gives nothing.
  if (!(permissionsIn(found.guild, found.channel, found.guild.bot) & PermissionFlagsBits.ReadMessageHistory))
    return { ...found, channel: { ...found.channel, messages: [] } };
  return found;
}
