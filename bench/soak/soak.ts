import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { compareStore as compareDiscord } from '../discord/compare.ts';
import type { Comparison } from '../live/compare.ts';
import { breakEverything } from '../live/faults.ts';
import { inNewWorld, type World } from '../live/world.ts';
import { compareStore as compareSlack } from '../slack/compare.ts';
import { kinds } from './faults.ts';
import { Watch } from './watch.ts';

export interface SoakOptions {
  /** Messages in all, half of them on each platform. */
  messages: number;
  /** Fewer, where they take longer than so many minutes. */
  minutes?: number;
  /** Of each of the ten kinds. */
  faultsOfEach: number;
  /** Messages a second at most; fewer where the bot does not keep up. */
  perSecond: number;
  /** The same while everything breaks: after each fault the last ten minutes are read again. */
  perSecondInTrouble?: number;
  /** PostgreSQL to use instead of the embedded database; its connections are cut as well. */
  databaseUrl?: string;
  /** A free port for the bot's metrics. */
  port: number;
  /** How long the bot must have been quiet, in milliseconds, to count as caught up. */
  quietMs?: number;
  /** Told now and then how far it is. */
  onProgress?(progress: string): void;
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
  /** How many of them were posted to that last life. */
  undisturbed: number;
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
    const watch = new Watch(world);

    const { perSecondInTrouble = perSecond } = options;
    let stops = Object.values(talk).map((one) => one.run(perSecondInTrouble / 2, watch.behind));
    const end = performance.now() + (options.minutes ?? Number.POSITIVE_INFINITY) * 60_000;
    const broken = await breakEverything(world, faults, {
      late: () => performance.now() > end,
      onProgress: (done, of) => options.onProgress?.(`${posted()} messages, ${done} of ${of} faults`),
    });
    for (const stop of stops) stop();
    world.model.recover();
    stops = Object.values(talk).map((one) => one.run(perSecond / 2, watch.behind));
    const memory: number[] = [];
    const begin = posted();
    const step = Math.max(1, (messages - begin) / SAMPLES);
    while (posted() < messages && performance.now() < end) {
      await wait(200);
      if (posted() < begin + step * (memory.length + 1)) continue;
      const now = await watch.residentMegabytes();
      if (now === undefined) continue;
      memory.push(now);
      options.onProgress?.(`${posted()} messages, ${watch.waiting}, ${now.toFixed(0)} MB`);
    }
    for (const stop of stops) stop();
    await watch.quiet(quietMs);
    watch.stop();
    await bot.end('SIGTERM');
    return {
      slack: await compareSlack(where, team),
      discord: await compareDiscord(where, guild),
      faults: broken,
      kinds: faults.length,
      memory,
      unhandled: bot.said
        .split('\n')
        .filter((line) => /[Uu]nhandled|UncaughtException|This is a fault of Hubbub|FATAL/.test(line)),
      messages: posted(),
      undisturbed: posted() - begin,
    };
  }, options);
}

const SAMPLES = 200;

/** Every connection to the database breaks at once, in the middle of whatever it does. */
async function cutDatabase({ where }: World): Promise<void> {
  const client = new pg.Client(where.databaseUrl);
  await client.connect();
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await client.end();
}
