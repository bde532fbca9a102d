import { once } from 'node:events';
import type { Adapter } from '../../adapters/adapter.ts';
import { openDigests } from '../digest/open.ts';
import { openHealth } from '../live/health.ts';
import { type LiveHost, openHost } from '../live/host.ts';
import { type Seat, takeSeat } from '../live/seat.ts';
import { type Logger, logTrouble } from '../log.ts';
import type { Cli } from './cli.ts';
import { openDashboard } from './dashboard.ts';
import { STOPPED } from './signals.ts';

/** A stop may take so long, in milliseconds; what is not stored by then is read again at the next start. */
const LONGEST_STOP = 9_000;

/** Runs the platforms that are set up until it is told to stop: collects, keeps topics current, answers. */
export async function serve(cli: Cli): Promise<void> {
  const { hubbub, log, platforms, signal } = cli;
  const { roles, metrics } = hubbub.config;
  const receiving = roles.has('receive') ? platforms : [];
  const onTrouble = (where: string, error: unknown) => logTrouble(log, where, error);
  // Whoever is connected posts: the platforms say what they serve by now.
  const digests = await openDigests(hubbub, receiving, onTrouble);
  const host = await openHost(hubbub, { onTrouble, onChanged: digests.changed, platforms: receiving });
  if (roles.has('digest')) digests.start();
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
    const starting = Promise.all(
      receiving.map(async (platform) => {
        const seat = await seatFor(platform, host, { log, signal });
        if (!seat) return;
        failures.push(seat.lost);
        await platform.start(host);
      }),
    );
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
    await Promise.all([digests.close(), ...receiving.map((platform) => platform.stop())]);
    await host.close();
    await health?.close();
  }
}

/** Where several processes share a database, one of them is connected for each seat. */
async function seatFor(
  { platform, seat }: Adapter,
  { claims }: LiveHost,
  { log, signal }: { log: Logger; signal: AbortSignal },
): Promise<Seat | undefined> {
  const onStandBy = () => log.info(`Another process is connected to ${platform}; this one stands by.`);
  return takeSeat(claims, seat ?? platform, { signal, onStandBy });
}
