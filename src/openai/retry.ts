import { setTimeout as sleep } from 'node:timers/promises';
import { APIConnectionError, APIError, APIUserAbortError } from 'openai';

/** The server answered, but not as it should. */
export class MalformedAnswer extends Error {
  override name = 'MalformedAnswer';
}

/** How long to keep trying. */
export interface Patience {
  /** Milliseconds that one try may take, from the request to the last byte of the answer. */
  timeout: number;
  /** Tries in all. */
  tries: number;
  /** Longest that all waiting between tries may take, in milliseconds. */
  waiting: number;
  /** Waits; another function lets time pass faster. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

const wait: Patience['wait'] = (ms, signal) => sleep(ms, undefined, { signal });

/** Nobody waits for what is done in the background; somebody does for an answer. */
export const patience = {
  background: { timeout: 60_000, tries: 6, waiting: 120_000, wait },
  answer: { timeout: 10_000, tries: 3, waiting: 5_000, wait },
} satisfies Record<string, Patience>;

/**
 * Calls `request` until it succeeds, as long as trying again may help: after 429 and 5xx, broken connections and
 * garbled answers, waiting as long as the server asks (Retry-After) or twice as long each time. The SDK's own
 * retries are turned off in favour of this, because they ignore a Retry-After above a minute.
 *
 * @throws the last error, once it is final or patience is at its end
 */
export async function retrying<T>(
  request: () => Promise<T>,
  { tries, waiting, wait }: Omit<Patience, 'timeout'>,
  signal?: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      const pause = pauseAsked(error) ?? 500 * 2 ** (attempt - 1) * (1 + Math.random() / 4);
      waiting -= pause;
      if (!mayPass(error) || attempt >= tries || waiting < 0) throw error;
      await wait(pause, signal);
    }
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof APIUserAbortError) return false;
  if (error instanceof APIConnectionError || error instanceof MalformedAnswer) return true;
  if (!(error instanceof APIError) || error.status === undefined) return false;
  return [408, 409, 429].includes(error.status) ? error.code !== 'insufficient_quota' : error.status >= 500;
}

/** The server does not answer as it should; what it refuses or puts off, it has understood. */
export const isServersFault = (error: unknown): boolean =>
  error instanceof MalformedAnswer ||
  (error instanceof APIError &&
    !(error instanceof APIUserAbortError) &&
    (error.status === undefined || error.status >= 500));

/** Retry-After in milliseconds: it holds seconds or a date. */
function pauseAsked(error: unknown): number | undefined {
  const asked = error instanceof APIError ? error.headers?.get('retry-after') : undefined;
  if (!asked) return undefined;
  const ms = Number.isNaN(Number(asked)) ? Date.parse(asked) - Date.now() : Number(asked) * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
