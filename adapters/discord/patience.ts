import { setTimeout as wait } from 'node:timers/promises';
import { DiscordAPIError, RateLimitError } from 'discord.js';
import { countLimit } from '../../src/metrics.ts';
import { type Failure, isUnreached } from '../persistence.ts';

/** Waits between tries while Discord or the network is in trouble, in milliseconds; the last one repeats. */
const PAUSES = [500, 2_000, 5_000, 15_000, 60_000];

/** Calls until it succeeds or is refused: waits out rate limits as long as Discord says, and passing troubles ever longer. */
export async function patiently<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let failures = 0; ; ) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      const limited = error instanceof RateLimitError;
      if (limited) countLimit('discord', error.retryAfter / 1000);
      else if (isRefusal(error)) throw error;
      const pause = limited ? error.retryAfter + 50 : PAUSES[Math.min(failures++, PAUSES.length - 1)]!;
      await wait(pause, undefined, { signal });
    }
  }
}

/** Discord has understood and says no: trying again would only count against the bot. */
const isRefusal = (error: unknown): boolean => error instanceof DiscordAPIError && error.status < 500;

/** What a failed call tells of whether it was done. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RateLimitError) {
    countLimit('discord', error.retryAfter / 1000);
    return { kind: 'limited', ms: error.retryAfter + 50 };
  }
  if (isRefusal(error)) return { kind: 'refused' };
  // Discord's own errors say that it has not done it; pages of what stands in front of it say nothing.
  return { kind: error instanceof DiscordAPIError || isUnreached(error) ? 'away' : 'unclear' };
}
