import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import manifest from '../slack-manifest.json' with { type: 'json' };
import { openStore, type Store } from '../src/store/store.ts';
import { listSubjects } from '../src/topics/across.ts';
import { Bot } from './bot.ts';
import { newDataFolder } from './data-folder.ts';
import { DiscordFake } from './fakes/discord/discord.ts';
import type { DiscordGuild } from './fakes/discord/guild.ts';
import type { AppManifest } from './fakes/slack/manifest.ts';
import { SlackFake } from './fakes/slack/slack.ts';
import { teamChat } from './team-chat.ts';

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
    say: (text: string, at?: number) => guild.post(channel!, member, text, { at }),
    find: async (text: string) => (await guild.command(member, channel!, 'similar', { text })).text(),
    topics: async () => (await guild.command(member, channel!, 'topics')).text(),
  };
}

async function eventually(find: () => Promise<string>, wanted: string): Promise<string> {
  for (const end = Date.now() + 20_000; ; await wait(100)) {
    const said = await find();
    if (said.includes(wanted)) return said;
    if (Date.now() > end) throw new Error(`${wanted} was not answered, but ${said}`);
  }
}

test('one process serves Slack and Discord in one topic space, and shows everybody their own side', async () => {
  const team = slack.addTeam({ name: 'Acme', manifest: manifest as unknown as AppManifest });
  const bo = team.addUser({ name: 'bo' });
  const office = team.addChannel({ name: 'office', members: [bo] });
  const guild = discord.addGuild('Acme');
  guild.addChannel({ name: 'office' });
  const ada = speaker(guild);
  for (const { ts, text } of teamChat()) {
    team.post(office, bo, `${text} (at Acme)`, { at: Date.parse(ts), quiet: true });
    ada.say(`${text} (in the guild)`, Date.parse(ts));
  }
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
    const slackSays = async (command: string, text: string) =>
      JSON.stringify(await (await team.command(bo, office, command, text)).reply());
    const inSlack = () => slackSays('/similar', 'plans a raid');
    expect(await eventually(() => ada.find('plans a raid'), 'dragon')).not.toContain('budget');
    expect(await eventually(inSlack, 'budget')).not.toContain('dragon');
    await eventually(ada.topics, 'printer');
    await eventually(() => slackSays('/topics', ''), 'printer');
    expect(await bot.stop()).toBe(0);
    expect(bot.said).not.toMatch(/OFF LOOPBACK/);
    await expectOneSpace([`slack:${team.id}`, `discord:${guild.id}`]);
  } finally {
    await bot.stop('SIGKILL');
  }
});

/** Most of what both sides talk about is one subject, with a topic on each side. */
async function expectOneSpace(workspaces: readonly string[]) {
  const store = await openStore({ dataDir });
  const { subjects } = await listSubjects(store, { members: true });
  await store.close();
  const shared = subjects.filter(({ sides }) => sides.length > 1);
  expect(shared.length).toBeGreaterThan(subjects.length / 2);
  for (const { sides } of shared)
    expect(sides.map(({ workspace }) => workspace).sort()).toEqual([...workspaces].sort());
}

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
