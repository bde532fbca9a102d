import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import manifest from '../slack-manifest.json' with { type: 'json' };
import { newDataFolder } from './data-folder.ts';
import { DiscordFake } from './fakes/discord/discord.ts';
import { type FakeOpenAI, startFakeOpenAI } from './fakes/openai.ts';
import type { AppManifest } from './fakes/slack/manifest.ts';
import { SlackFake } from './fakes/slack/slack.ts';
import { hubbub } from './run.ts';

// `doctor` looks at every setting: what it says of each is another when the setting is.

vi.setConfig({ testTimeout: 60_000 });

let dataDir: string;
let slack: SlackFake;
let discord: DiscordFake;
let model: FakeOpenAI;
beforeAll(async () => {
  dataDir = await newDataFolder();
  [slack, discord] = await Promise.all([SlackFake.start(), DiscordFake.start()]);
  model = await startFakeOpenAI({
    chat: () => ({ topics: [{ topic: 1, name: 'Coffee', summary: 'It is.' }] }),
  });
});
afterAll(async () => {
  await Promise.all([slack.stop(), discord.stop(), model.close()]);
  await rm(dataDir, { recursive: true });
});

type Said = Record<string, [value: string, said: RegExp]>;

/** Runs it with these settings, and holds what it says against what each is to make it say. */
async function expectSaid(settings: Said): Promise<void> {
  const env = Object.fromEntries(Object.entries(settings).map(([name, [value]]) => [name, value]));
  const { stdout, stderr } = await hubbub(dataDir, ['doctor'], { env });
  const said = `${stdout}${stderr}`.replace(/\s+/g, ' ');
  for (const [name, [, pattern]] of Object.entries(settings)) expect(said, name).toMatch(pattern);
}

test('every setting of .env.example shows in what doctor says', async () => {
  const team = slack.addTeam({ name: 'Acme', manifest: manifest as unknown as AppManifest });
  team.addChannel({ name: 'general' });
  discord.addGuild('Globex').addChannel({ name: 'office' });
  const embedded: Said = {
    HUBBUB_DATA_DIR: [dataDir, new RegExp(`embedded in ${dataDir}`)],
    REDIS_URL: ['redis://127.0.0.1:1', /Redis server at 127\.0\.0\.1:1 does not answer/],
    HUBBUB_EMBEDDER: [
      'openai:text-embedding-3-small@64',
      /text-embedding-3-small@64 answers with vectors of 64/,
    ],
    HUBBUB_LABELLER: ['openai:own-model', /labeller openai:own-model/],
    HUBBUB_LABEL_TOKENS_PER_DAY: ['54321', /54321 tokens a day/],
    OPENAI_API_KEY: ['any', /own-model answers: Coffee/],
    OPENAI_BASE_URL: [model.baseUrl, /own-model answers: Coffee/],
    HUBBUB_BUDGET_USD: ['7', /of \$7\.00 spent/],
    HUBBUB_PRICE_PER_MILLION_TOKENS: ['own-model=1', /your own prices of own-model/],
    HUBBUB_BOT_MESSAGES: ['on', /bots too/],
    HUBBUB_CHANNELS: ['#genral', /nothing is stored yet of a channel called genral/],
    HUBBUB_RETENTION_DAYS: ['30, legal=3650', /kept for 30 days, legal for 3650/],
    LOG_LEVEL: ['error', /logs error and worse/],
    HUBBUB_METRICS_PORT: ['127.0.0.1:0', /can be served at http:\/\/127\.0\.0\.1:0/],
    HUBBUB_ROLES: ['web, digest, topics, embed, receive', /does web, digest, topics, embed, receive/],
    HUBBUB_WEB_PORT: ['4999', /:4999/],
    HUBBUB_WEB_HOST: ['0.0.0.0', /0\.0\.0\.0:4999, which other machines may reach/],
    HUBBUB_WEB_EXPOSED: ['yes', /which other machines may reach/],
    HUBBUB_WEB_URL: ['https://hubbub.example.com', /at https:\/\/hubbub\.example\.com/],
    SLACK_CLIENT_ID: ['1', /sign in through slack/],
    SLACK_CLIENT_SECRET: ['2', /sign in through slack/],
    DISCORD_CLIENT_ID: ['3', /or discord/],
    DISCORD_CLIENT_SECRET: ['4', /or discord/],
    SLACK_BOT_TOKEN: [team.botToken, /signed in to Acme/],
    SLACK_APP_TOKEN: [team.appToken, /Slack offers a connection/],
    SLACK_API_URL: [slack.url, /signed in to Acme/],
    DISCORD_TOKEN: [discord.token, /1 of 1 channels in Globex/],
    DISCORD_COMMANDS: ['server', /commands registered in each server/],
    DISCORD_API_URL: [discord.url, /1 of 1 channels in Globex/],
  };
  const shared: Said = {
    DATABASE_URL: ['postgres://127.0.0.1:1/hubbub', /127\.0\.0\.1:1/],
    SLACK_BOT_TOKEN: embedded.SLACK_BOT_TOKEN!,
    SLACK_API_URL: embedded.SLACK_API_URL!,
    SLACK_SIGNING_SECRET: [team.signingSecret, /slack: HTTP/],
    SLACK_LISTEN: ['127.0.0.2:0', /requests can be taken at 127\.0\.0\.2:0/],
    DISCORD_TOKEN: embedded.DISCORD_TOKEN!,
    DISCORD_API_URL: embedded.DISCORD_API_URL!,
    DISCORD_SHARDS: ['3', /3 shards/],
  };
  const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
  const known = [...example.matchAll(/^(\w+)=/gm)].map(([, name]) => name);
  expect(Object.keys({ ...embedded, ...shared }).toSorted()).toEqual(known.toSorted());
  await expectSaid(embedded);
  await expectSaid(shared);
});
