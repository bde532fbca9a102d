import { once } from 'node:events';
import type { Adapter, Host } from '../../adapters/adapter.ts';
import { openHealth } from '../live/health.ts';
import { openHost } from '../live/host.ts';
import { logTrouble } from '../log.ts';
import type { Cli } from './cli.ts';
import { STOPPED } from './signals.ts';

/** A stop may take so long, in milliseconds; what is not stored by then is read again at the next start. */
const LONGEST_STOP = 9_000;

/** Runs the platforms that are set up until it is told to stop: collects, keeps topics current, answers. */
export async function serve({ hubbub, log, platforms, signal }: Cli): Promise<void> {
  const host = await openHost(hubbub, { onTrouble: (where, error) => logTrouble(log, where, error) });
  let started = false;
  const health =
    hubbub.config.metrics &&
    (await openHealth(hubbub.config.metrics, {
      database: async () => (await hubbub.store()).pool.query('select 1'),
      platforms: async () => started || Promise.reject(new Error('still connecting')),
    }));
  try {
    const stopped = signal.aborted ? Promise.resolve() : once(signal, 'abort');
    // A platform that makes us wait is not waited for when it is time to stop.
    await Promise.race([startAll(platforms, host), stopped]);
    started = !signal.aborted;
    if (started) log.info('Hubbub is running. Ctrl-C stops it.');
    await stopped;
    process.exitCode = 0;
  } finally {
    setTimeout(() => process.exit(STOPPED), LONGEST_STOP).unref();
    await Promise.all(platforms.map((platform) => platform.stop()));
    await host.close();
    await health?.close();
  }
}

async function startAll(platforms: readonly Adapter[], host: Host): Promise<void> {
  for (const platform of platforms) await platform.start(host);
}
