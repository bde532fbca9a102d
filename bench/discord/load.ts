import { setTimeout as wait } from 'node:timers/promises';
import type { Comparison } from '../live/compare.ts';
import { compareStore } from './compare.ts';
import { inNewServer, quiet, type Setting } from './setting.ts';

export interface LoadOptions {
  seconds: number;
  perMinute: number;
  /** Messages of a channel that the bot is let into when the load begins. */
  history: number;
}

/** How long people waited after a command, in milliseconds: for the first sign of life, and for the answer. */
export interface Latency {
  commands: number;
  /** Without a sign of life within three seconds. */
  late: number;
  first: { p50: number; p99: number };
  answer: { p50: number; p99: number };
}

export interface LoadResult {
  idle: Latency;
  busy: Latency;
  /** Messages a minute that were really sent. */
  perMinute: number;
  /** Pages of history read while the load lasted. */
  pages: number;
  store: Comparison;
}

/** Messages at this rate while the bot reads a big channel, embeds and finds topics; first, few messages and no more. */
export function runLoad({ seconds, perMinute, history }: LoadOptions): Promise<LoadResult> {
  return inNewServer(async (setting) => {
    const { discord, guild, chatter, bot, dataDir } = setting;
    const big = guild.createChannel({ name: 'archive', only: [guild.members.get(guild.ownerId)!] });
    chatter.fill(big, history);
    await bot.start();
    const stop = chatter.run(10);
    await wait(5_000);
    const idle = await measure(setting, Math.min(20, seconds));
    stop();
    await quiet(setting, 2_000);

    guild.restrict(big, [guild.everyone]);
    const [posted, calls] = [chatter.posted, discord.records.calls.length];
    const stopLoad = chatter.run(perMinute / 60);
    const busy = await measure(setting, seconds);
    stopLoad();
    const sent = (chatter.posted - posted) / (seconds / 60);
    const pages = discord.records.calls.slice(calls).filter(({ path }) => path.endsWith('/messages')).length;

    await quiet(setting);
    await bot.end('SIGINT');
    return { idle, busy, perMinute: sent, pages, store: await compareStore({ dataDir }, guild) };
  });
}

const lines: [string, Record<string, string>][] = [
  ['topics', {}],
  ['similar', { text: 'the build is red again' }],
  ['hubbub help', {}],
];

/** Two commands a second by different people. */
async function measure({ guild, people }: Setting, seconds: number): Promise<Latency> {
  const office = [...guild.channels.values()][0]!;
  const asked: Promise<{ first?: number; answer: number }>[] = [];
  const end = performance.now() + seconds * 1000;
  for (let i = 0; performance.now() < end; i++, await wait(500)) {
    const [name, options] = lines[i % lines.length]!;
    const from = performance.now();
    const command = guild.command(people[i % people.length]!, office, name, options);
    asked.push(
      command.then(async (interaction) => {
        await interaction.reply(60_000);
        return { first: interaction.answeredMs, answer: performance.now() - from };
      }),
    );
  }
  const all = await Promise.all(asked);
  return {
    commands: all.length,
    late: all.filter(({ first }) => first === undefined).length,
    first: quantiles(all.map(({ first = Number.POSITIVE_INFINITY }) => first)),
    answer: quantiles(all.map(({ answer }) => answer)),
  };
}

function quantiles(times: number[]): { p50: number; p99: number } {
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.ceil(share * times.length) - 1] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
