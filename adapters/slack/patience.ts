import { setTimeout as wait } from 'node:timers/promises';
import { webApi } from '@slack/bolt';
import { countLimit } from '../../src/metrics.ts';
import { type Failure, isUnreached } from '../persistence.ts';

/** Waits between tries while Slack or the network is in trouble, in milliseconds; the last one repeats. */
const PAUSES = [500, 2_000, 5_000, 15_000, 60_000];
/** Errors that Slack answers when it is in trouble itself. */
const PASSING = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

/** Seconds that Slack asks to wait, where an error says so. */
const retryAfterOf = (error: unknown): number | undefined =>
  error instanceof webApi.WebAPIRateLimitedError ? error.retryAfter : undefined;

/** Calls until it succeeds: waits out rate limits as long as Slack says, and passing troubles ever longer. */
export async function patiently<T>(
  call: () => Promise<T>,
  signal: AbortSignal,
  onLimit?: (seconds: number) => void,
): Promise<T> {
  for (let failures = 0; ; ) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      const seconds = retryAfterOf(error);
      if (seconds !== undefined) {
        countLimit('slack', seconds);
        onLimit?.(seconds);
      }
      if (seconds === undefined && !isPassing(error)) throw error;
      const pause = seconds === undefined ? PAUSES[Math.min(failures++, PAUSES.length - 1)]! : seconds * 1000;
      await wait(pause, undefined, { signal });
    }
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof webApi.WebAPIPlatformError) return PASSING.has(error.data.error);
  if (error instanceof webApi.WebAPIHTTPError) return error.statusCode >= 500;
  return error instanceof webApi.WebAPIRequestError;
}

/** What a failed call tells of whether it was done. */
export function failureOf(error: unknown): Failure {
  const seconds = retryAfterOf(error);
  if (seconds !== undefined) {
    countLimit('slack', seconds);
    return { kind: 'limited', ms: seconds * 1000 };
  }
  if (!isPassing(error)) return { kind: 'refused' };
  return { kind: isUndone(error) ? 'away' : 'unclear' };
}

/** Whether Slack has surely not done it. Of `fatal_error` and `internal_error` it says that some of it may have come about. */
function isUndone(error: unknown): boolean {
  if (error instanceof webApi.WebAPIPlatformError)
    return !['fatal_error', 'internal_error'].includes(error.data.error);
  if (error instanceof webApi.WebAPIHTTPError) return [502, 503].includes(error.statusCode);
  return error instanceof webApi.WebAPIRequestError && isUnreached(error.original);
}
