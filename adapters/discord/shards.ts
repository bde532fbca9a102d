import { type REST, Routes, type Shard, ShardingManager } from 'discord.js';
import { newReader } from './clients.ts';
import type { DiscordOptions } from './discord.ts';
import { explain } from './refusal.ts';

/** Discord lets a bot sign in so often, in milliseconds. */
const DELAY = 5_500;
/** A shard's servers may take so long to come, in milliseconds. */
const PATIENCE = 60_000;

/** Whether this process is one of several that share the work: it then serves the servers of its shard and nothing else. */
export const isShard = (env: NodeJS.ProcessEnv = process.env): boolean => env.SHARDING_MANAGER !== undefined;

/** A process for each shard; all of them keep what they read in one store. */
export class Shards {
  readonly #options: DiscordOptions;
  #manager: ShardingManager | undefined;

  constructor(options: DiscordOptions) {
    this.#options = options;
  }

  /** Resolves once all are connected. */
  async start(): Promise<void> {
    const { token, shards, log } = this.#options;
    const amount = typeof shards === 'number' ? shards : await recommended(newReader(this.#options));
    const manager = new ShardingManager(process.argv[1]!, { token, totalShards: amount });
    this.#manager = manager;
    manager.on('shardCreate', (shard) => {
      // Started again by the manager; what it missed is read then.
      shard.on('death', () => this.#manager && log(`Discord: shard ${shard.id} has ended.`));
    });
    try {
      await manager.spawn({ delay: DELAY, timeout: PATIENCE });
    } catch (error) {
      throw explain(error, 'starting the shards');
    }
    log(`Discord: ${amount} shards, each a process of its own.`);
  }

  /** Asks each to finish what it has in hand. */
  async stop(): Promise<void> {
    const manager = this.#manager;
    this.#manager = undefined;
    if (!manager) return;
    manager.respawn = false;
    await Promise.all([...manager.shards.values()].map(end));
  }
}

function end(shard: Shard): Promise<void> {
  const child = shard.process;
  if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once('exit', () => resolve());
  child.kill('SIGTERM');
  return promise;
}

async function recommended(reader: REST): Promise<number> {
  try {
    return ((await reader.get(Routes.gatewayBot())) as { shards: number }).shards;
  } catch (error) {
    throw explain(error, 'asking Discord for the number of shards');
  }
}
