import { setTimeout as wait } from 'node:timers/promises';
import { HubbubError } from '../src/errors.ts';
import { type Posted, UnclearPost } from './adapter.ts';

/** Waits between tries, in milliseconds; after the last one it is given up. */
const PAUSES = [500, 2_000, 5_000, 15_000, 30_000];

/**
 * What a failed call tells: the platform said no, wants us to wait, was not reached, or was reached and may have done
 * it.
 */
export type Failure =
  | { kind: 'refused' }
  | { kind: 'limited'; ms: number }
  | { kind: 'away' }
  | { kind: 'unclear' };

interface Persistence {
  failure(error: unknown): Failure;
  signal: AbortSignal;
}

/** Does something that may be done twice, trying for about a minute. */
export async function insist<T>(call: () => Promise<T>, { failure, signal }: Persistence): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await call();
    } catch (error) {
      await pauseAfter(failure(error), error, tries, signal);
    }
  }
}

/**
 * Posts once, trying for about a minute: after a try of which nobody knows how it ended, it looks first.
 *
 * @param find the post of an earlier try; left out where the platform does not let us look
 * @throws UnclearPost where it may be there or not.
 */
export async function postOnce(
  post: () => Promise<Posted>,
  { find, failure, signal }: Persistence & { find?(): Promise<Posted | undefined> },
): Promise<Posted> {
  let unclear = false;
  for (let tries = 0; ; tries++) {
    try {
      if (unclear) {
        const found = await find!();
        if (found) return found;
        unclear = false;
      }
      return await post();
    } catch (error) {
      const failed = failure(error);
      unclear ||= failed.kind === 'unclear';
      if (unclear && !find) throw asUnclear(error);
      try {
        await pauseAfter(failed, error, tries, signal);
      } catch (last) {
        throw unclear ? asUnclear(last) : last;
      }
    }
  }
}

async function pauseAfter(
  failed: Failure,
  error: unknown,
  tries: number,
  signal: AbortSignal,
): Promise<void> {
  if (failed.kind === 'refused' || tries >= PAUSES.length) throw error;
  await wait(failed.kind === 'limited' ? failed.ms : PAUSES[tries], undefined, { signal });
}

const asUnclear = (cause: unknown) =>
  cause instanceof UnclearPost
    ? cause
    : new UnclearPost(
        `It is not known whether it was posted: ${cause instanceof Error ? cause.message : cause}`,
        cause instanceof HubbubError ? cause.fix : 'Look there before you post it again.',
        { cause },
      );

/** Whether no connection came about, so that nothing was asked. */
export function isUnreached(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: string; cause?: { code?: string } };
  return /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(
    String(cause?.code ?? code),
  );
}
