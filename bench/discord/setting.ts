import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DiscordFake } from '../../test/fakes/discord/discord.ts';
import type { DiscordGuild } from '../../test/fakes/discord/guild.ts';
import type { DiscordMember } from '../../test/fakes/discord/model.ts';
import { Bot } from '../live/bot.ts';
import { Chatter } from './chatter.ts';

/** A server full of people, and a bot to start in it. */
export interface Setting {
  discord: DiscordFake;
  guild: DiscordGuild;
  people: readonly DiscordMember[];
  chatter: Chatter;
  bot: Bot;
  dataDir: string;
}

/** Runs `work` in a new server with a new data folder, and clears both away. */
export async function inNewServer<T>(work: (setting: Setting) => Promise<T>): Promise<T> {
  const discord = await DiscordFake.start();
  const dataDir = await mkdtemp(join(tmpdir(), 'hubbub-discord-'));
  const guild = discord.addGuild('Acme');
  const people = Array.from({ length: 30 }, (_, i) => guild.addMember({ name: `person${i}` }));
  const channels = ['general', 'builds', 'office', 'random'].map((name) => guild.addChannel({ name }));
  const bot = new Bot(dataDir, { DISCORD_API_URL: discord.url, DISCORD_TOKEN: discord.token });
  const chatter = new Chatter(guild, channels, people);
  try {
    return await work({ discord, guild, people, chatter, bot, dataDir });
  } finally {
    await bot.end('SIGKILL');
    await discord.stop();
    await rm(dataDir, { recursive: true });
  }
}

/** Resolves once the bot has asked for nothing, and its store has not changed, for a while. */
export async function quiet({ discord, guild }: Setting, ms = 8_000): Promise<void> {
  const owner = guild.members.get(guild.ownerId)!;
  const [office] = guild.channels.values();
  const state = async () => {
    const calls = discord.records.of(/GET/).length;
    const status = await guild.command(owner, office!, 'hubbub status');
    return `${calls} ${status.failed ? '' : await status.text(120_000)}`;
  };
  for (let before = ''; ; await wait(ms)) {
    const now = await state();
    if (now === before) return;
    before = now;
  }
}
