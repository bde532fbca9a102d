import { Client, DefaultRestOptions, GatewayIntentBits, Options, REST } from 'discord.js';
import { httpBreaker } from '../../src/breaker.ts';

/** Says something to the operator, in plain words. */
export type Log = (text: string) => void;

export interface ClientOptions {
  token: string;
  /** Discord's REST API, ending in `/api`; Discord itself where it is left out. */
  apiUrl?: string;
}

/** Members whose names are remembered, in each guild. */
const MEMBERS = 10_000;

/**
 * Receives, and answers people. Whatever it says, it notifies nobody. Members are not asked for.
 *
 * @param alone whether it serves all servers, rather than those of one shard
 * @param content whether it receives messages with their text, a privileged intent that has a switch in the developer portal
 */
export const newClient = (
  { apiUrl }: ClientOptions,
  { alone, content = true }: { alone: boolean; content?: boolean },
): Client =>
  new Client({
    intents: [
      GatewayIntentBits.Guilds,
      ...(content ? [GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent] : []),
    ],
    allowedMentions: { parse: [], repliedUser: false },
    rest: { ...(apiUrl && { api: apiUrl }), timeout: 15_000 },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      ReactionManager: 0,
      GuildMemberManager: {
        maxSize: MEMBERS,
        keepOverLimit: (member) => member.id === member.client.user.id,
      },
    }),
    // A shard learns from its environment which one it is; alone, it makes as many connections as Discord advises.
    ...(alone && { shards: 'auto' as const }),
  });

/**
 * Reads history, at half of what Discord allows a bot, so that it never holds up an answer. It rejects calls over a rate
 * limit instead of waiting; who can wait does so with `patiently`. It leaves Discord alone for a while where that fails again
 * and again.
 */
export function newReader({ token, apiUrl }: ClientOptions): REST {
  const guarded = httpBreaker('Discord');
  return new REST({
    ...(apiUrl && { api: apiUrl }),
    globalRequestsPerSecond: 25,
    retries: 0,
    timeout: 30_000,
    rejectOnRateLimit: () => true,
    makeRequest: (url, init) => guarded(() => DefaultRestOptions.makeRequest(url, init)),
  }).setToken(token);
}
