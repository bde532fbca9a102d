import { once } from 'node:events';
import type { Adapter } from '../../adapters/adapter.ts';
import { openDigests } from '../digest/open.ts';
import { openHealth } from '../live/health.ts';
import { openHost } from '../live/host.ts';
import { takeSeat } from '../live/seat.ts';
import { logTrouble } from '../log.ts';
import type { Cli } from './cli.ts';
import { openDashboard } from './dashboard.ts';
import { STOPPED } from './signals.ts';

/** A stop may take so long, in milliseconds; what is not stored by then is read again at the next start. */
const LONGEST_STOP = 9_000;

/** Runs the platforms that are set up until it is told to stop: collects, keeps topics current, answers. */
export async function serve(cli: Cli): Promise<void> {
  const { hubbub, log, platforms, signal } = cli;
  const { roles, metrics, web } = hubbub.config;
  // Beside the process that is connected, this one posts digests all the same, and lets people see what they may.
  const speaks = roles.has('digest') || (roles.has('web') && Boolean(web?.signIn.length));
  const onTrouble = (where: string, error: unknown) => logTrouble(log, where, error);
  // Whoever is connected or signed in posts: the platforms say what they serve by now.
  const digests = await openDigests(hubbub, platforms, onTrouble);
  const host = await openHost(hubbub, { onTrouble, onChanged: digests.changed, platforms });
  const posts = roles.has('digest') ? digests : undefined;
  posts?.start();
  let started = false;
  const health =
    metrics &&
    (await openHealth(metrics, {
      database: async () => (await hubbub.store()).pool.query('select 1'),
      platforms: async () => started || Promise.reject(new Error('still connecting, or standing by')),
    }));
  const dashboard = roles.has('web') ? await openDashboard(cli) : undefined;
  try {
    const stopped = signal.aborted ? Promise.resolve() : once(signal, 'abort');
    const { stopped: databaseEnded } = await hubbub.store();
    const failures: Promise<Error>[] = databaseEnded ? [databaseEnded] : [];
    const connect = async (platform: Adapter) => {
      const { platform: name, seat = name } = platform;
      const signIn = async () => {
        if (!speaks) return;
        await platform.signIn();
        posts?.connected();
      };
      if (!roles.has('receive')) return signIn();
      let beside: Promise<void> | undefined;
      const onStandBy = () => {
        log.info(`Another process is connected to ${name}; this one stands by.`);
        beside = signIn().catch((error) => onTrouble(`signing in to ${name}`, error));
      };
      const taken = await takeSeat(host.claims, seat, { signal, onStandBy });
      await beside;
      if (!taken) return;
      failures.push(taken.lost);
      await platform.start(host);
      posts?.connected();
    };
    const starting = Promise.all(platforms.map(connect));
    // A platform that makes us wait is not waited for when it is time to stop.
    await Promise.race([starting, stopped]);
    started = !signal.aborted;
    if (started) log.info('Hubbub is running. Ctrl-C stops it.');
    const failure = await Promise.race([stopped.then(() => undefined), ...failures]);
    if (failure) throw failure;
    process.exitCode = 0;
  } finally {
    setTimeout(() => process.exit(STOPPED), LONGEST_STOP).unref();
    await dashboard?.stop();
    await Promise.all([digests.close(), ...platforms.map((platform) => platform.stop())]);
    await host.close();
    await health?.close();
  }
}
