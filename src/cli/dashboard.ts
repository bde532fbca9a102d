import { HubbubError } from '../errors.ts';
import type { Cli, Dashboard } from './cli.ts';

/**
 * Serves the dashboard beside whatever else runs. Where that cannot be, for instance because another Hubbub has the
 * port, it is told, and everything else goes on.
 */
export async function openDashboard({ dashboard, terminal }: Cli): Promise<Pick<Dashboard, 'stop'>> {
  const opened = await dashboard();
  try {
    await opened?.start();
  } catch (error) {
    if (!(error instanceof HubbubError)) throw error;
    terminal.note(`${error.message} ${error.fix}`);
  }
  return { stop: async () => opened?.stop() };
}
