import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import manifest from '../slack-manifest.json' with { type: 'json' };
import { openStore, type Store } from '../src/store/store.ts';
import { Bot } from './bot.ts';
import { newDataFolder } from './data-folder.ts';
import { DiscordFake } from './fakes/discord/discord.ts';
import type { DiscordGuild } from './fakes/discord/guild.ts';
import type { AppManifest } from './fakes/slack/manifest.ts';
import { SlackFake } from './fakes/slack/slack.ts';

// The real program with both SDKs, and with several processes, against platforms on loopback.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let dataDir: string;
let slack: SlackFake;
let discord: DiscordFake;
beforeAll(async () => {
  [dataDir, slack, discord] = await Promise.all([newDataFolder(), SlackFake.start(), DiscordFake.start()]);
});
afterAll(async () => {
  await Promise.all([slack?.stop(), discord?.stop()]);
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

/** Somebody who says something in a server, and what they find when they look for it. */
function speaker(guild: DiscordGuild) {
  const [channel] = guild.channels.values();
  const member = guild.addMember({ name: 'ada' });
  return {
    say: (text: string) => guild.post(channel!, member, text),
    find: async (text: string) => (await guild.command(member, channel!, 'similar', { text })).text(),
  };
}

async function eventually(find: () => Promise<string>, wanted: string): Promise<string> {
  for (const end = Date.now() + 20_000; ; await wait(100)) {
    const said = await find();
    if (said.includes(wanted)) return said;
    if (Date.now() > end) throw new Error(`${wanted} was not answered, but ${said}`);
  }
}

test('one process serves Slack and Discord, and shows everybody their own side', async () => {
  const team = slack.addTeam({ name: 'Acme', manifest: manifest as unknown as AppManifest });
  const bo = team.addUser({ name: 'bo' });
  const office = team.addChannel({ name: 'office', members: [bo] });
  const guild = discord.addGuild('Acme');
  guild.addChannel({ name: 'office' });
  const ada = speaker(guild);
  const bot = new Bot(dataDir, {
    SLACK_API_URL: slack.url,
    SLACK_BOT_TOKEN: team.botToken,
    SLACK_APP_TOKEN: team.appToken,
    DISCORD_API_URL: discord.url,
    DISCORD_TOKEN: discord.token,
  });
  try {
    await bot.says(/Hubbub is running/);
    ada.say('the guild plans a raid on the dragon');
    team.post(office, bo, 'the board plans a raid on the budget');
    const inSlack = async () =>
      JSON.stringify(await (await team.command(bo, office, '/similar', 'plans a raid')).reply());
    expect(await eventually(() => ada.find('plans a raid'), 'dragon')).not.toContain('budget');
    expect(await eventually(inSlack, 'budget')).not.toContain('dragon');
    expect(await bot.stop()).toBe(0);
    expect(bot.said).not.toMatch(/OFF LOOPBACK/);
  } finally {
    await bot.stop('SIGKILL');
  }
});

// Several processes need a PostgreSQL server: the embedded database answers one.
const databaseUrl = process.env.TEST_DATABASE_URL;

test.skipIf(!databaseUrl)('shards share the servers among them, and one store', async () => {
  const store: Store = await openStore({ dataDir, databaseUrl });
  const shardOf = ({ id }: DiscordGuild) => Number((BigInt(id) >> 22n) % 2n);
  const guilds = new Map<number, DiscordGuild>();
  for (; guilds.size < 2; await wait(1)) {
    const guild = discord.addGuild('Shared');
    guild.addChannel({ name: 'general' });
    guilds.set(shardOf(guild), guild);
  }
  const bot = new Bot(dataDir, {
    DATABASE_URL: store.connectionString,
    DISCORD_API_URL: discord.url,
    DISCORD_TOKEN: discord.token,
    DISCORD_SHARDS: '2',
  });
  try {
    await bot.says(/2 shards[\s\S]*Hubbub is running/);
    expect(discord.gateway.connected).toBe(2);
    for (const [shard, guild] of guilds) {
      const ada = speaker(guild);
      ada.say(`shard ${shard} has its own dragon`);
      await eventually(() => ada.find('its own dragon'), `shard ${shard} has`);
    }
    expect(await bot.stop()).toBe(0);
  } finally {
    await bot.stop('SIGKILL');
    await store.close();
  }
  const reopened = await openStore({ dataDir, databaseUrl });
  const { rows } = await reopened.pool.query(
    `select distinct workspace from message where text like '%its own dragon'`,
  );
  await reopened.close();
  expect(rows).toHaveLength(2);
});
