import { once } from 'node:events';
import { HubbubError } from '../errors.ts';
import type { Cli } from './cli.ts';
import { prepare } from './prepare.ts';

/** `web`: the dashboard alone, on what there is, until it is told to stop. */
export async function showDashboard(cli: Cli): Promise<void> {
  const dashboard = await cli.dashboard();
  if (!dashboard)
    throw new HubbubError('The dashboard is off.', 'Unset HUBBUB_WEB_PORT, or set it to a port or to auto.');
  await prepare(cli);
  const { signal, terminal } = cli;
  if (signal.aborted) return;
  await dashboard.start();
  try {
    terminal.note('Ctrl-C ends it.');
    await once(signal, 'abort');
    process.exitCode = 0;
  } finally {
    await dashboard.stop();
  }
}
