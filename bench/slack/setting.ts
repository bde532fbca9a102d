import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SlackFake, type SlackFakeOptions } from '../../test/fakes/slack/slack.ts';
import type { SlackTeam } from '../../test/fakes/slack/team.ts';
import { Bot } from '../live/bot.ts';
import { Chatter } from './chatter.ts';

const manifest = new URL('../../slack-manifest.json', import.meta.url);

/** A workspace full of people, and a bot to start in it. */
export interface Setting {
  slack: SlackFake;
  team: SlackTeam;
  chatter: Chatter;
  bot: Bot;
  dataDir: string;
}

/** Runs `work` in a new workspace with a new data folder, and clears both away. */
export async function inNewWorkspace<T>(
  work: (setting: Setting) => Promise<T>,
  options?: SlackFakeOptions,
): Promise<T> {
  const slack = await SlackFake.start(options);
  const dataDir = await mkdtemp(join(tmpdir(), 'hubbub-slack-'));
  const team = slack.addTeam({ manifest: JSON.parse(await readFile(manifest, 'utf8')) });
  const people = Array.from({ length: 30 }, (_, i) => team.addUser({ name: `person${i}` }));
  const channels = ['general', 'builds', 'office', 'random'].map((name) =>
    team.addChannel({ name, members: people }),
  );
  const bot = new Bot(dataDir, {
    SLACK_API_URL: slack.url,
    SLACK_BOT_TOKEN: team.botToken,
    SLACK_APP_TOKEN: team.appToken,
  });
  try {
    return await work({ slack, team, chatter: new Chatter(team, channels, people), bot, dataDir });
  } finally {
    await bot.end('SIGKILL');
    await slack.stop();
    await rm(dataDir, { recursive: true });
  }
}

/** Resolves once the bot has asked for nothing and nothing was sent to it for a while. */
export async function quiet({ slack, team }: Setting, ms = 8_000): Promise<void> {
  const count = () => slack.records.calls.length + team.delivery.acks.length;
  for (let before = -1; count() !== before; await wait(ms)) before = count();
}
