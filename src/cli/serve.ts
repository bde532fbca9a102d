import { once } from 'node:events';
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
    for (const platform of platforms) await platform.start(host);
    terminal.note('Hubbub is running. Ctrl-C stops it.');
    if (!signal.aborted) await once(signal, 'abort');
    process.exitCode = 0;
  } finally {
    setTimeout(() => process.exit(STOPPED), LONGEST_STOP).unref();
    await Promise.all(platforms.map((platform) => platform.stop()));
    await host.close();
  }
}

const inWords = (error: unknown) => (error instanceof Error ? error.message : String(error));
const fixOf = (error: unknown) => (error instanceof HubbubError ? error.fix : undefined);
