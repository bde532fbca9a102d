import { once } from 'node:events';
import type { Adapter, Host } from '../../adapters/adapter.ts';
import { HubbubError } from '../errors.ts';
import { openHost } from '../live/host.ts';
import type { Cli } from './cli.ts';
import { STOPPED } from './signals.ts';

/** A stop may take so long, in milliseconds; what is not stored by then is read again at the next start. */
const LONGEST_STOP = 9_000;

/** Runs the platforms that are set up until it is told to stop: collects, keeps topics current, answers. */
export async function serve({ hubbub, terminal, platforms, signal }: Cli): Promise<void> {
  const host = await openHost(hubbub, {
    onTrouble: (where, error) => terminal.fail(`Trouble ${where}: ${inWords(error)}`, fixOf(error)),
  });
  try {
    const stopped = signal.aborted ? Promise.resolve() : once(signal, 'abort');
    // A platform that makes us wait is not waited for when it is time to stop.
    await Promise.race([startAll(platforms, host), stopped]);
    if (!signal.aborted) terminal.note('Hubbub is running. Ctrl-C stops it.');
    await stopped;
    process.exitCode = 0;
  } finally {
    setTimeout(() => process.exit(STOPPED), LONGEST_STOP).unref();
    await Promise.all(platforms.map((platform) => platform.stop()));
    await host.close();
  }
}

async function startAll(platforms: readonly Adapter[], host: Host): Promise<void> {
  for (const platform of platforms) await platform.start(host);
}

const inWords = (error: unknown) => (error instanceof Error ? error.message : String(error));
const fixOf = (error: unknown) => (error instanceof HubbubError ? error.fix : undefined);
