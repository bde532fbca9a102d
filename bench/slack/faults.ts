import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../../test/fakes/slack/until.ts';
import type { Comparison } from '../live/compare.ts';
import { breakEverything } from '../live/faults.ts';
import { compareStore } from './compare.ts';
import { inNewWorkspace, quiet, type Setting } from './setting.ts';

export interface FaultOptions {
  /** Sockets that are cut. */
  drops: number;
  /** Times that Slack loses events and then asks the app to connect anew. */
  gaps: number;
  /** kill -9, each followed by a new start. */
  kills: number;
  perSecond: number;
  /** How long the bot must have been quiet, in milliseconds, to count as caught up; 8,000 if left out. */
  quietMs?: number;
  /** When Slack sends an event again, in milliseconds; as Slack itself does if left out, up to six minutes later. */
  retryDelays?: readonly number[];
  onProgress?(done: number, of: number): void;
}

export interface FaultResult {
  /** The end of what the bot said on standard error. */
  said: string;
  store: Comparison;
  /** Deliveries that Slack had to try again. */
  retried: number;
}

/** A live stream through which everything breaks, in a random but repeatable order. */
export function runFaults(options: FaultOptions): Promise<FaultResult> {
  return inNewWorkspace(async (setting) => {
    const { team, chatter, bot, dataDir } = setting;
    for (const channel of team.channels.values()) chatter.fill(channel, 100);
    await bot.start();
    const stop = chatter.run(options.perSecond);
    await breakEverything(
      setting,
      [
        [drop, options.drops],
        [gap, options.gaps],
        [kill, options.kills],
      ],
      options,
    );
    await wait(1_000);
    stop();
    await quiet(setting, options.quietMs);
    await bot.end('SIGINT');
    const retried = team.delivery.acks.filter(({ attempt }) => attempt > 0).length;
    return { retried, said: bot.said.slice(-4_000), store: await compareStore({ dataDir }, team) };
  }, options);
}

async function drop({ slack, team }: Setting): Promise<void> {
  team.socket.drop();
  await slack.connected(team);
}

/** What happens meanwhile is never told; that there was trouble shows only in the connection's end. */
async function gap({ slack, team }: Setting): Promise<void> {
  slack.faults.loseEvents(5);
  await until(() => slack.faults.lostAll, 'Nothing happened that could get lost.');
  team.socket.disconnect('refresh_requested');
  await slack.connected(team);
}

async function kill({ bot }: Setting): Promise<void> {
  await bot.end('SIGKILL');
  await bot.start();
}
