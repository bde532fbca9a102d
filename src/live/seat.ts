import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { HubbubError } from '../errors.ts';
import type { Claims } from '../store/claims.ts';

/** How often a process that stands by looks whether the seat is free, in milliseconds. */
const LOOK = 1_000;

/** A place that one process has and the others stand by for. */
export interface Seat {
  /** Resolves if another process takes it after our connection to the database was lost. */
  lost: Promise<HubbubError>;
}

/**
 * Waits until this process is the one that does `name`, for as long as another one lives that does.
 *
 * @param onStandBy told if it has to wait
 * @returns nothing where `signal` came first
 */
export async function takeSeat(
  claims: Claims,
  name: string,
  { signal, onStandBy }: { signal: AbortSignal; onStandBy(): void },
): Promise<Seat | undefined> {
  for (let first = true; !signal.aborted; first = false) {
    const claim = await claims.take(name);
    if (claim) return { lost: keep(claims, name, claim.lost, signal) };
    if (first) onStandBy();
    await wait(LOOK, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

/** Takes the seat again whenever the connection that held it has broken, as soon as the database is back. */
async function keep(
  claims: Claims,
  name: string,
  lost: AbortSignal,
  signal: AbortSignal,
): Promise<HubbubError> {
  for (let current = lost; ; ) {
    if (!current.aborted) await once(current, 'abort');
    for (;;) {
      await wait(LOOK, undefined, { signal }).catch(() => {});
      if (signal.aborted) return new Promise(() => {});
      const answer = await claims.take(name).catch(() => 'away' as const);
      if (answer === 'away') continue;
      if (!answer)
        return new HubbubError(
          `Another Hubbub has taken over ${name} while the database was away.`,
          'Start this one again: it then stands by.',
        );
      current = answer.lost;
      break;
    }
  }
}
