import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { compareStore as compareDiscord } from '../discord/compare.ts';
import type { Comparison } from '../live/compare.ts';
import { breakEverything } from '../live/faults.ts';
import { inNewWorld, type World } from '../live/world.ts';
import { compareStore as compareSlack } from '../slack/compare.ts';
import { kinds } from './faults.ts';

export interface SoakOptions {
  /** Messages in all, half of them on each platform. */
  messages: number;
  /** Of each of the ten kinds. */
  faultsOfEach: number;
  perSecond: number;
  /** PostgreSQL to use instead of the embedded database; its connections are cut as well. */
  databaseUrl?: string;
  /** A free port for the bot's metrics. */
  port: number;
  /** How long the bot must have been quiet, in milliseconds, to count as caught up. */
  quietMs?: number;
  onProgress?(posted: number): void;
}

export interface SoakResult {
  slack: Comparison;
  discord: Comparison;
  faults: number;
  kinds: number;
  /** Resident memory of the last life of the bot without faults, in megabytes, in equal steps of messages. */
  memory: number[];
  /** Lines of the log that no fault explains. */
  unhandled: string[];
  messages: number;
}

/**
 * People talk on Slack and Discord, first while everything breaks, then for the rest of the messages undisturbed, so that
 * the memory of one life can be followed.
 */
export function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { messages, faultsOfEach, perSecond, databaseUrl, quietMs = 45_000 } = options;
  return inNewWorld(async (world) => {
    const { bot, talk, where, team, guild } = world;
    const posted = () => talk.slack.posted + talk.discord.posted;
    const faults = Object.entries(kinds).map(([, fault]) => [fault, faultsOfEach] as const);
    if (databaseUrl) faults.push([cutDatabase, faultsOfEach]);
    await bot.start();

    const stops = [talk.slack.run(perSecond / 2), talk.discord.run(perSecond / 2)];
    await breakEverything(world, faults, { onProgress: () => options.onProgress?.(posted()) });
    const memory: number[] = [];
    const [begin, step] = [posted(), Math.max(1, (messages - posted()) / SAMPLES)];
    while (posted() < messages) {
      await wait(200);
      if (posted() < begin + step * memory.length) continue;
      memory.push(await residentMegabytes(world));
      options.onProgress?.(posted());
    }
    for (const stop of stops) stop();
    await quiet(world, quietMs);
    await bot.end('SIGTERM');
    return {
      slack: await compareSlack(where, team),
      discord: await compareDiscord(where, guild),
      faults: faults.length * faultsOfEach,
      kinds: faults.length,
      memory,
      unhandled: bot.said
        .split('\n')
        .filter((line) => /[Uu]nhandled|UncaughtException|This is a fault of Hubbub|FATAL/.test(line)),
      messages: posted(),
    };
  }, options);
}

const SAMPLES = 40;

/** Every connection to the database breaks at once, in the middle of whatever it does. */
async function cutDatabase({ where }: World): Promise<void> {
  const client = new pg.Client(where.databaseUrl);
  await client.connect();
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await client.end();
}

async function residentMegabytes({ metricsUrl }: World): Promise<number> {
  const text = await (await fetch(metricsUrl)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)![1]) / 1e6;
}

/** Resolves once the bot has asked for nothing and nothing was sent to it for a while. */
async function quiet({ slack, team, discord, model }: World, ms: number): Promise<void> {
  const count = () =>
    slack.records.calls.length +
    team.delivery.acks.length +
    discord.records.calls.length +
    model.requests.length;
  for (let before = -1; count() !== before; await wait(ms)) before = count();
}
