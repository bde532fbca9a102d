import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openStore } from '../src/store/store.ts';
import { Bot } from './bot.ts';
import { newDataFolder } from './data-folder.ts';
import { flatten } from './fakes/discord/components.ts';
import { DiscordFake } from './fakes/discord/discord.ts';
import type { AppManifest } from './fakes/slack/manifest.ts';
import { SlackFake } from './fakes/slack/slack.ts';
import { until } from './fakes/slack/until.ts';

// The real program on both platforms at once: digests are switched on, missed while it is off, posted when it is back, and
// changed when a message behind them is deleted.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const HOUR = 3_600_000;
const secret = 'the merger with Globex is announced on friday, tell nobody';
const regretted = 'the cat sat on my keyboard and deployed the shed planner to production';
const talks: [who: 'ada' | 'bo', text: string][] = [
  ['ada', 'the deploy of the shed planner failed again with the same cache error'],
  ['bo', 'the cache error of the deploy comes from the old build folder'],
  ['ada', regretted],
  ['bo', 'we decided to clear the build folder before each deploy of the shed planner'],
  ['ada', 'the deploy of the shed planner works now with a clean build folder'],
  ['bo', 'thanks, the shed planner deploy took four minutes this time'],
];

let dataDir: string;
let slack: SlackFake;
let discord: DiscordFake;
let bot: Bot;
beforeAll(async () => {
  dataDir = await newDataFolder();
  [slack, discord] = await Promise.all([SlackFake.start({ retryDelays: [50, 200] }), DiscordFake.start()]);
});
afterAll(async () => {
  await bot?.stop('SIGKILL');
  await Promise.all([slack?.stop(), discord?.stop()]);
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

const start = async () => {
  bot = new Bot(dataDir, {
    SLACK_API_URL: slack.url,
    SLACK_BOT_TOKEN: slack.teams[0]!.botToken,
    SLACK_APP_TOKEN: slack.teams[0]!.appToken,
    DISCORD_API_URL: discord.url,
    DISCORD_TOKEN: discord.token,
    TZ: 'UTC',
  });
  await Promise.all([slack.connected(slack.teams[0]!), discord.connected()]);
};

test('a digest that was missed is posted once, marked late, and changed when a message behind it is deleted', async () => {
  const manifest = JSON.parse(
    readFileSync(new URL('../slack-manifest.json', import.meta.url), 'utf8'),
  ) as AppManifest;
  const team = slack.addTeam({ name: 'Acme', manifest });
  const guild = discord.addGuild('Acme');
  const users = { ada: team.addUser({ name: 'ada' }), bo: team.addUser({ name: 'bo' }) };
  const members = { ada: guild.addMember({ name: 'ada' }), bo: guild.addMember({ name: 'bo' }) };
  const office = team.addChannel({ name: 'office', members: Object.values(users) });
  const closed = team.addChannel({ name: 'closed', kind: 'private', members: [users.ada] });
  const room = guild.addChannel({ name: 'office' });
  const hidden = guild.addChannel({ name: 'closed', only: [members.ada, guild.bot] });
  const begun = Date.now() - 5 * HOUR;
  const said = talks.map(([who, text], i) => {
    const options = { at: begun + i * 60_000, quiet: true };
    return {
      text,
      inSlack: team.post(office, users[who], text, options),
      inDiscord: guild.post(room, members[who], text, options),
    };
  });
  for (let i = 0; i < 5; i++) {
    const options = { at: begun + i * 60_000, quiet: true };
    team.post(closed, users.ada, `${secret} ${i}`, options);
    guild.post(hidden, members.ada, `${secret} ${i}`, options);
  }
  await start();

  // Both are due an hour ago by the clock, from tomorrow on.
  const time = new Date(Date.now() - HOUR).toISOString().slice(11, 16);
  await vi.waitFor(
    async () => {
      const asked = await team.command(users.ada, office, '/topics', 'all');
      expect(JSON.stringify((await asked.reply()).blocks)).toContain('deploy');
      const there = await guild.command(members.ada, room, 'topics', { since: 'all' });
      expect(await there.text()).toContain('deploy');
    },
    { timeout: 90_000, interval: 500 },
  );
  const on = await team.command(users.ada, office, '/digest', `on ${time} UTC in <#${office.id}|office>`);
  expect((await on.reply()).text).toMatch(/a digest in #office every day at/);
  const also = await guild.command(members.ada, room, 'digests on', { channel: room.id, time, zone: 'UTC' });
  expect(await also.text()).toMatch(/a digest in \\?#office every day at/);
  const now = await team.command(users.bo, office, '/digest', 'now');
  const shown = JSON.stringify((await now.reply()).blocks);
  expect(shown).toContain('clear the build folder');
  expect(shown).not.toContain('Globex');
  await bot.stop();

  const store = await openStore({ dataDir });
  await store.pool.query("update digest set since = now() - interval '2 days'");
  await store.close();
  await start();

  const inSlack = () =>
    office.messages.filter(({ bot_id }) => bot_id === team.bot.botId).map((m) => JSON.stringify(m.blocks));
  const inDiscord = () =>
    discord.records.posts
      .filter(({ deleted }) => !deleted)
      .map(({ message }) =>
        flatten(message.components ?? [])
          .map(({ content }) => content ?? '')
          .join('\n')
          .replaceAll('\\', ''),
      );
  const [first] = await until(
    () => (inSlack().length > 0 ? inSlack() : undefined),
    'Nothing was posted.',
    60_000,
  );
  const [second] = await until(
    () => (inDiscord().length > 0 ? inDiscord() : undefined),
    'Nothing was posted.',
    60_000,
  );
  for (const digest of [first!, second!]) {
    expect(digest).toContain('(late)');
    expect(digest).toContain('clear the build folder');
    // Not everybody who reads the channel may see this.
    expect(digest).not.toContain('Globex');
  }
  const quoted = said.filter(({ text }) => first!.includes(text.slice(0, 40)));
  expect(quoted.length).toBeGreaterThan(1);

  for (const one of quoted.slice(0, 1)) {
    team.delete(one.inSlack);
    guild.delete(one.inDiscord);
  }
  const without = (digests: () => string[]) =>
    until(
      () => (digests()[0]?.includes(quoted[0]!.text.slice(0, 40)) ? undefined : digests()),
      'It still quotes what was deleted.',
      60_000,
    );
  expect(await without(inSlack)).toHaveLength(1);
  expect(await without(inDiscord)).toHaveLength(1);
  for (const one of said.filter((other) => other !== quoted[0])) {
    team.delete(one.inSlack);
    guild.delete(one.inDiscord);
  }
  await until(
    () => (inSlack().length + inDiscord().length === 0 ? true : undefined),
    'It was not taken away.',
    60_000,
  );
  expect(slack.records.violations).toEqual([]);
  expect(slack.records.pings).toEqual([]);
  expect(discord.records.violations).toEqual([]);
  expect(discord.records.pings).toEqual([]);
});
