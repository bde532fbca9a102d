import { createHash } from 'node:crypto';
import type { DiscordConfig } from '../../src/config/discord.ts';
import { type Adapter, type Host, notServed } from '../adapter.ts';
import { audienceOf } from './audience.ts';
import { DiscordBot } from './bot.ts';
import type { Log } from './clients.ts';
import { examineDiscord } from './examine.ts';
import { isShard, Shards } from './shards.ts';
import { Speaker } from './speaker.ts';

export interface DiscordOptions extends DiscordConfig {
  /** Whether what other bots post is collected. */
  botMessages: boolean;
  /** Told what an operator should know, in plain words. */
  log: Log;
}

/**
 * Discord, in every server that the bot has been added to: each is a workspace of its own.
 *
 * @example
 * const discord = discordAdapter({ ...config.discord, botMessages: false, log: console.error });
 * await discord.start(host);
 */
export function discordAdapter(options: DiscordOptions): Adapter {
  let bot: DiscordBot | Shards | undefined;
  let speaker: Speaker | undefined;
  const find = (workspace: string) => {
    const guild = speaker?.guild(workspace);
    return speaker && guild && { speaker, guild };
  };
  const served = (workspace: string) => {
    const found = find(workspace);
    if (!found) throw notServed(workspace);
    return found;
  };
  return {
    platform: 'discord',
    seat: seatOf(options.token),
    async signIn() {
      speaker = new Speaker(options);
      await speaker.signIn();
    },
    async start(host: Host) {
      await speaker?.stop();
      bot = options.shards && !isShard() ? new Shards(options) : new DiscordBot(options, host);
      speaker = bot instanceof DiscordBot ? bot.speaker : undefined;
      await bot.start();
    },
    async stop() {
      await (bot ?? speaker)?.stop();
    },
    serves: (workspace) => find(workspace) !== undefined,
    post: async (place, reply, key) => served(place.workspace).speaker.posts.post(place, reply, key),
    find: async (place, key, since) => served(place.workspace).speaker.posts.find(place, key, since),
    revise: async (posted, reply) => served(posted.workspace).speaker.posts.revise(posted, reply),
    withdraw: async (posted) => served(posted.workspace).speaker.posts.withdraw(posted),
    audience: async (workspace, channel) => audienceOf(served(workspace).guild, channel),
    async viewerOf(workspace, person) {
      const { speaker, guild } = served(workspace);
      return speaker.viewerOf(guild, person);
    },
    examine: () => examineDiscord(options),
  };
}

/** The same for the same bot and shard, and says nothing about its token. */
const seatOf = (token: string) =>
  `discord ${createHash('sha256').update(token).digest('hex').slice(0, 12)} ${process.env.SHARDS ?? 'all'}`;
