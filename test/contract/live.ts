import { rm } from 'node:fs/promises';
import type { Adapter } from '../../adapters/adapter.ts';
import { loadConfig } from '../../src/config.ts';
import { assemble } from '../../src/hubbub.ts';
import { openHost } from '../../src/live/host.ts';
import { newDataFolder } from '../data-folder.ts';
import { type Stored, storedMessages } from './stored.ts';

/** The core as it runs in production, with an adapter that can be stopped and started. */
export interface Live {
  adapter(): Adapter;
  stored(): Promise<Stored[]>;
  /** Resolves once all that has arrived is stored and placed. */
  idle(): Promise<void>;
  /** Compares everything stored with the platform. */
  reconcile(): Promise<void>;
  stopAdapter(): Promise<void>;
  startAdapter(): Promise<void>;
  /** Starts another adapter, which is stopped again. */
  start(adapter: Adapter): Promise<void>;
  /** What the core has complained of. */
  troubles: string[];
  close(): Promise<void>;
}

/** Puts the core together in a new data folder and starts the platform's adapter with it. */
export async function goLive(platform: { workspace: string; adapter(): Adapter }): Promise<Live> {
  const dataDir = await newDataFolder();
  const hubbub = assemble(loadConfig({ HUBBUB_DATA_DIR: dataDir }));
  const troubles: string[] = [];
  let adapter = platform.adapter();
  const platforms = [adapter];
  const onTrouble = (where: string, error: unknown) => troubles.push(`${where}: ${error}`);
  const host = await openHost(hubbub, { onTrouble, platforms });
  const store = await hubbub.store();
  await adapter.start(host);
  return {
    adapter: () => adapter,
    stored: () => storedMessages(store, platform.workspace),
    idle: () => host.idle(),
    reconcile: () => host.reconcile(),
    stopAdapter: () => adapter.stop(),
    async startAdapter() {
      adapter = platform.adapter();
      platforms[0] = adapter;
      await adapter.signIn(); // as a process that stands by before it takes over
      await adapter.start(host);
    },
    async start(other) {
      try {
        await other.start(host);
      } finally {
        await other.stop();
      }
    },
    troubles,
    async close() {
      await adapter.stop();
      await host.close();
      await hubbub.close();
      await rm(dataDir, { recursive: true });
    },
  };
}
