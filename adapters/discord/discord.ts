import type { DiscordConfig } from '../../src/config/discord.ts';
import type { Adapter, Host } from '../adapter.ts';
import { DiscordBot } from './bot.ts';
import type { Log } from './clients.ts';
import { examineDiscord } from './examine.ts';
import { isShard, Shards } from './shards.ts';

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
  return {
    platform: 'discord',
    async start(host: Host) {
      bot = options.shards && !isShard() ? new Shards(options) : new DiscordBot(options, host);
      await bot.start();
    },
    async stop() {
      await bot?.stop();
    },
    examine: () => examineDiscord(options),
  };
}
