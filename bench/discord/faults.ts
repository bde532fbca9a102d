import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../../test/fakes/slack/until.ts';
import type { Comparison } from '../live/compare.ts';
import { breakEverything } from '../live/faults.ts';
import { compareStore } from './compare.ts';
import { inNewServer, quiet, type Setting } from './setting.ts';

export interface FaultOptions {
  /** Connections that are cut. */
  drops: number;
  /** Sessions that Discord forgets, with what happens meanwhile. */
  sessions: number;
  /** kill -9, each followed by a new start. */
  kills: number;
  perSecond: number;
  /** How long the bot must have been quiet, in milliseconds, to count as caught up; 8,000 if left out. */
  quietMs?: number;
  onProgress?(done: number, of: number): void;
}

export interface FaultResult {
  store: Comparison;
  /** What connections did: signed in anew, resumed, were refused to resume. */
  counts: Record<string, number>;
}

/** A live stream through which everything breaks, in a random but repeatable order. */
export function runFaults(options: FaultOptions): Promise<FaultResult> {
  return inNewServer(async (setting) => {
    const { discord, guild, chatter, bot, dataDir } = setting;
    for (const channel of [...guild.channels.values()]) chatter.fill(channel, 100);
    await bot.start();
    const stop = chatter.run(options.perSecond);
    await breakEverything(
      setting,
      [
        [drop, options.drops],
        [loseSession, options.sessions],
        [kill, options.kills],
      ],
      options,
    );
    await wait(1_000);
    stop();
    await quiet(setting, options.quietMs);
    await bot.end('SIGINT');
    return { counts: discord.gateway.counts, store: await compareStore({ dataDir }, guild) };
  });
}

const back = ({ discord }: Setting) =>
  until(() => discord.gateway.connected > 0, 'It did not come back.', 60_000);

async function drop(setting: Setting): Promise<void> {
  setting.discord.gateway.drop();
  await back(setting);
}

/** What happens until it signs in anew is never told. */
async function loseSession(setting: Setting): Promise<void> {
  setting.discord.gateway.loseSessions();
  await back(setting);
}

async function kill({ bot }: Setting): Promise<void> {
  await bot.end('SIGKILL');
  await bot.start();
}
