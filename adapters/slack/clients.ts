import { type Logger, LogLevel, webApi } from '@slack/bolt';
import { httpBreaker } from '../../src/breaker.ts';

/** Says something to the operator, in plain words. */
export type Log = (text: string) => void;

/** What the SDK has to say: its warnings and errors only, for the rest quotes messages and tokens. */
export function sdkLogger(log: Log): Logger {
  const say = (...words: unknown[]) =>
    log(
      `Slack SDK: ${words
        .map(String)
        .join(' ')
        .replace(/xox\w-\S+|xapp-\S+/g, '…')}`,
    );
  return {
    debug() {},
    info() {},
    warn() {},
    error: say,
    setLevel() {},
    getLevel: () => LogLevel.WARN,
    setName() {},
  };
}

/** A call may take so long, in milliseconds. */
const LONGEST = 30_000;

/** `fetch` with an end, which the SDK gives to calls of the Web API but not to answers to a response_url. */
export const timely =
  (ms = LONGEST): typeof fetch =>
  (input, init) =>
    fetch(input, { ...init, signal: init?.signal ?? AbortSignal.timeout(ms) });

/**
 * A client of the Web API. It rejects calls over the rate limit instead of waiting: the SDK would hold up every other
 * call of the same client for as long. Who can wait does so with `patiently`.
 */
export const newClient = (token: string, apiUrl: string | undefined, log: Log): webApi.WebClient =>
  new webApi.WebClient(token, options(apiUrl, log));

/** Reads history, of many channels at once: it leaves Slack alone for a while where that fails again and again. */
export function newReader(token: string, apiUrl: string | undefined, log: Log): webApi.WebClient {
  const guarded = httpBreaker('Slack');
  return new webApi.WebClient(token, {
    ...options(apiUrl, log),
    fetch: (input, init) => guarded(() => fetch(input, init)),
  });
}

const options = (apiUrl: string | undefined, log: Log): webApi.WebClientOptions => ({
  ...(apiUrl && { slackApiUrl: apiUrl }),
  logger: sdkLogger(log),
  rejectRateLimitedCalls: true,
  retryConfig: { retries: 0 },
  timeout: LONGEST,
});
