import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiscordFake } from '../../test/fakes/discord/discord.ts';
import { type FakeOpenAI, startFakeOpenAI } from '../../test/fakes/openai.ts';
import { SlackFake } from '../../test/fakes/slack/slack.ts';
import { Chatter as DiscordChatter } from '../discord/chatter.ts';
import { Chatter as SlackChatter } from '../slack/chatter.ts';
import { Bot } from './bot.ts';

const manifest = new URL('../../slack-manifest.json', import.meta.url);

/** A Slack workspace and a Discord server full of people, a model on loopback, and one bot in both. */
export interface World {
  slack: SlackFake;
  team: ReturnType<SlackFake['addTeam']>;
  discord: DiscordFake;
  guild: ReturnType<DiscordFake['addGuild']>;
  model: FakeOpenAI;
  talk: { slack: SlackChatter; discord: DiscordChatter };
  bot: Bot;
  /** Where the bot's metrics are to be had. */
  metricsUrl: string;
  /** What the bot's store is opened with. */
  where: { dataDir: string; databaseUrl?: string };
}

/** Runs `work` in a new world and clears it away. */
export async function inNewWorld<T>(
  work: (world: World) => Promise<T>,
  { databaseUrl, port }: { databaseUrl?: string; port: number },
): Promise<T> {
  const [slack, discord, model] = await Promise.all([
    SlackFake.start({ retryDelays: [200, 1_000, 2_000] }),
    DiscordFake.start(),
    startFakeOpenAI(),
  ]);
  const dataDir = await mkdtemp(join(tmpdir(), 'hubbub-soak-'));
  const names = Array.from({ length: 20 }, (_, i) => `person${i}`);
  const places = ['general', 'builds', 'office', 'random'];
  const team = slack.addTeam({ manifest: JSON.parse(await readFile(manifest, 'utf8')) });
  const users = names.map((name) => team.addUser({ name }));
  const guild = discord.addGuild('Acme');
  const members = names.map((name) => guild.addMember({ name }));
  const talk = {
    slack: new SlackChatter(
      team,
      places.map((name) => team.addChannel({ name, members: users })),
      users,
    ),
    discord: new DiscordChatter(
      guild,
      places.map((name) => guild.addChannel({ name })),
      members,
    ),
  };
  const bot = new Bot(dataDir, {
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    HUBBUB_METRICS_PORT: String(port),
    ...{ OPENAI_API_KEY: 'any', OPENAI_BASE_URL: model.baseUrl },
    HUBBUB_EMBEDDER: 'openai:text-embedding-3-small@64',
    ...{ SLACK_API_URL: slack.url, SLACK_BOT_TOKEN: team.botToken, SLACK_APP_TOKEN: team.appToken },
    ...{ DISCORD_API_URL: discord.url, DISCORD_TOKEN: discord.token },
  });
  const metricsUrl = `http://127.0.0.1:${port}/metrics`;
  const where = { dataDir, ...(databaseUrl && { databaseUrl }) };
  try {
    return await work({ slack, team, discord, guild, model, talk, bot, metricsUrl, where });
  } finally {
    await bot.end('SIGKILL');
    await Promise.all([slack.stop(), discord.stop(), model.close()]);
    await rm(dataDir, { recursive: true, force: true });
  }
}
