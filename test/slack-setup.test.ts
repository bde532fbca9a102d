import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Bot } from './bot.ts';
import { newDataFolder } from './data-folder.ts';
import type { AppManifest } from './fakes/slack/manifest.ts';
import { SlackFake } from './fakes/slack/slack.ts';
import type { SlackTeam } from './fakes/slack/team.ts';
import { until } from './fakes/slack/until.ts';
import { type Finished, hubbub } from './run.ts';

// How an operator sets Slack up, and what they are told when something is not right. Each step is a process of its own.

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const manifest = JSON.parse(
  readFileSync(new URL('../slack-manifest.json', import.meta.url), 'utf8'),
) as AppManifest;

let slack: SlackFake;
let team: SlackTeam;
let dataDir: string;
const bots: Bot[] = [];

beforeEach(async () => {
  slack = await SlackFake.start();
  team = slack.addTeam({ name: 'Acme', manifest });
  dataDir = await newDataFolder();
});
afterEach(async () => {
  for (const bot of bots.splice(0)) await bot.stop('SIGKILL');
  await slack.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const start = (env: Record<string, string>): Bot => {
  const bot = new Bot(dataDir, { SLACK_API_URL: slack.url, ...env });
  bots.push(bot);
  return bot;
};
const doctor = (): Promise<Finished> =>
  hubbub(dataDir, ['doctor'], {
    env: { SLACK_API_URL: slack.url, SLACK_BOT_TOKEN: team.botToken, SLACK_APP_TOKEN: team.appToken },
  });

test('over HTTP signed events and commands are taken, forged ones are not', async () => {
  const ada = team.addUser({ name: 'ada' });
  const general = team.addChannel({ name: 'general', members: [ada] });
  const bot = start({
    SLACK_BOT_TOKEN: team.botToken,
    SLACK_SIGNING_SECRET: team.signingSecret,
    SLACK_LISTEN: '127.0.0.1:0',
  });
  const [, url] = await bot.says(/listening at (http:\S+\/slack\/events)\b/);
  await bot.says(/is running/);
  expect(await team.useHttp(url!)).toBe(true);
  team.post(general, ada, 'the lift is stuck again');
  const forged = {
    type: 'message',
    channel: general.id,
    channel_type: 'channel',
    user: ada.id,
    ts: '1795000000.000100',
  };
  expect(await team.forge(url!, { secret: 'guess' }, { ...forged, text: 'a forged lift' })).toBe(401);
  expect(await team.forge(url!, { secondsAgo: 600 }, { ...forged, text: 'an old lift' })).toBe(401);
  await slack.settled();
  const found = await vi.waitFor(
    async () => {
      const reply = await (await team.command(ada, general, '/similar', 'lift')).reply();
      expect(reply.text).toContain('stuck again');
      return JSON.stringify(reply);
    },
    { timeout: 30_000, interval: 200 },
  );
  expect(found).toContain('the lift is stuck again');
  expect(found).not.toMatch(/forged|old lift/);
  expect(await bot.stop('SIGINT')).toBe(0);
  expect(slack.records.violations).toEqual([]);
  expect(bot.said).not.toContain('OFF LOOPBACK');
});

test('two workspaces are served by one process, and neither sees the other', async () => {
  const other = slack.addTeam({ name: 'Globex', manifest });
  const [ada, zoe] = [team.addUser({ name: 'ada' }), other.addUser({ name: 'zoe' })];
  const general = team.addChannel({ name: 'general', members: [ada] });
  const lounge = other.addChannel({ name: 'lounge', members: [zoe] });
  team.post(general, ada, 'our canteen serves soup', { quiet: true });
  other.post(lounge, zoe, 'our canteen serves lobster', { quiet: true });
  const bot = start({
    SLACK_BOT_TOKEN: `${team.botToken},${other.botToken}`,
    SLACK_APP_TOKEN: `${team.appToken},${other.appToken}`,
  });
  await bot.says(/is running/);
  const ask = async (who: SlackTeam, text: string) => {
    const [user, channel] = who === team ? ([ada, general] as const) : ([zoe, lounge] as const);
    const reply = await (await who.command(user, channel, '/hubbub', text)).reply();
    return reply.text + JSON.stringify(reply.blocks);
  };
  for (const [own, name] of [
    [team, '#general'],
    [other, '#lounge'],
  ] as const) {
    await vi.waitFor(async () => expect(await ask(own, 'status')).toContain('1 messages in 1 channel'), {
      timeout: 20_000,
    });
    expect(await ask(own, 'status')).toContain(name);
  }
  const soup = await (await team.command(ada, general, '/similar', 'canteen')).reply();
  expect(JSON.stringify(soup)).not.toContain('lobster');
  expect(await bot.stop()).toBe(0);
  // Every call with a token was answered by its own workspace, for none was refused.
  expect(slack.records.calls.filter(({ result }) => result !== 'ok')).toEqual([]);
});

test('doctor finds a well installed app in order', async () => {
  team.addChannel({ name: 'general' });
  const { code, stdout } = await doctor();
  expect(stdout).toContain('signed in to Acme');
  expect(stdout).toContain('#general');
  expect(stdout).toContain('Everything is in order.');
  expect(code).toBe(0);
});

test('doctor names missing scopes, each with its own remedy', async () => {
  team.granted.scopes.delete('groups:history');
  team.appScopes.delete('connections:write');
  const { code, stdout } = await doctor();
  const said = stdout.replace(/\s+/g, ' ');
  expect(said).toContain('The token lacks groups:history. → Compare the app with slack-manifest.json');
  expect(said).toContain('the scope connections:write is missing. → Make an App-Level Token');
  expect(said).toContain('The bot is in no channel. → Invite it');
  expect(code).toBe(1);
});

test('a start where Slack cannot be reached ends with what to do', async () => {
  const env = {
    SLACK_API_URL: 'http://127.0.0.1:9/api/',
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_APP_TOKEN: 'xapp-1',
  };
  const { code, stderr } = await hubbub(dataDir, [], { env });
  expect(code).toBe(1);
  expect(stderr).toContain('Slack cannot be reached');
  expect(stderr).toContain('status.slack.com');
  expect(stderr).not.toContain('    at ');
});

test('it can be stopped while Slack makes it wait', async () => {
  slack.faults.call('users.conversations', { kind: 'ratelimited', retryAfter: 600 });
  const bot = start({ SLACK_BOT_TOKEN: team.botToken, SLACK_APP_TOKEN: team.appToken });
  await until(() => slack.records.of('users.conversations').length > 0, 'It did not ask.', 60_000);
  expect(await bot.stop()).toBe(0);
});

test('what goes wrong while it runs is told in words, and it goes on', async () => {
  const ada = team.addUser({ name: 'ada' });
  const general = team.addChannel({ name: 'general', members: [ada] });
  const bot = start({ SLACK_BOT_TOKEN: team.botToken, SLACK_APP_TOKEN: team.appToken });
  await bot.says(/is running/);
  team.granted.scopes.delete('channels:history');
  team.join(team.addChannel({ name: 'new', withBot: false }), team.bot);
  await bot.says(/reading #new: the scope channels:history is missing/);
  slack.faults.call('users.info', { kind: 'status', status: 500 });
  await team.command(ada, general, '/topics');
  await bot.says(/asking Slack which channels somebody may read: Slack cannot be reached/);
  slack.faults.call('apps.connections.open', { kind: 'error', error: 'account_inactive' });
  team.socket.drop();
  await bot.says(/the app was taken out of the workspace/);
  expect(await bot.stop()).toBe(0);
  expect(bot.said).not.toMatch(/xoxb-|xapp-\d| {4}at /);
});
