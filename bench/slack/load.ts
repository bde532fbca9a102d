import { setTimeout as wait } from 'node:timers/promises';
import type { Comparison } from '../live/compare.ts';
import { compareStore } from './compare.ts';
import { inNewWorkspace, quiet, type Setting } from './setting.ts';

export interface LoadOptions {
  seconds: number;
  perMinute: number;
  /** Messages of a channel that the bot is brought into when the load begins. */
  history: number;
  /** Messages that are there, embedded and sorted into topics before, so that finding topics anew is work. */
  known: number;
  /** Seconds to wait for that, and so that topics are due to be found anew when the load begins: a minute at least. */
  rest: number;
}

/** How long the bot took to acknowledge, in milliseconds. */
export interface Latency {
  events: number;
  /** Not acknowledged within three seconds. */
  late: number;
  p50: number;
  p99: number;
}

export interface LoadResult {
  idle: Latency;
  busy: Latency;
  /** Messages a minute that were really sent. */
  perMinute: number;
  /** Pages of history and threads read while the load lasted. */
  pages: number;
  /** The end of what the bot said on standard error. */
  said: string;
  store: Comparison;
}

/** Messages at this rate while the bot reads a big channel, embeds and finds topics; first, few messages and no more. */
export function runLoad({ seconds, perMinute, history, known, rest }: LoadOptions): Promise<LoadResult> {
  return inNewWorkspace(async (setting) => {
    const { slack, team, chatter, bot, dataDir } = setting;
    const big = team.addChannel({ name: 'archive', withBot: false });
    chatter.fill(big, history);
    chatter.fill(team.channels.values().next().value!, known);
    await bot.start();
    await quiet(setting, 2_000);
    await wait(rest * 1000);
    chatter.step(); // topics are found in all of it now, and not again for a minute
    await wait(rest * 1000);

    // So few messages that topics are not found anew because of them.
    const idle = await measure(setting, Math.min(10, seconds), 15);
    team.join(big, team.bot);
    const [posted, calls] = [chatter.posted, slack.records.calls.length];
    const busy = await measure(setting, seconds, perMinute / 60);
    const sent = (chatter.posted - posted) / (seconds / 60);
    const pages = slack.records.calls
      .slice(calls)
      .filter(({ method }) => /history|replies/.test(method)).length;

    await quiet(setting);
    await bot.end('SIGINT');
    return {
      idle,
      busy,
      perMinute: sent,
      pages,
      said: bot.said.slice(-4_000),
      store: await compareStore({ dataDir }, team),
    };
  });
}

async function measure({ team, chatter }: Setting, seconds: number, perSecond: number): Promise<Latency> {
  const from = team.delivery.acks.length;
  const stop = chatter.run(perSecond);
  await wait(seconds * 1000);
  stop();
  const acks = team.delivery.acks
    .slice(from)
    .filter(({ kind, attempt }) => kind === 'events_api' && attempt === 0);
  // What was sent last has its three seconds, too.
  await wait(3_100);
  const times = acks.map(({ ms = Number.POSITIVE_INFINITY }) => ms).sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(share * times.length) - 1] ?? 0;
  const late = acks.filter(({ failure }) => failure).length;
  return { events: acks.length, late, p50: at(0.5), p99: at(0.99) };
}
