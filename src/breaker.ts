import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { HubbubError } from './errors.ts';
import { metrics } from './metrics.ts';

/** A service is left alone after so many failures in a row, for so many milliseconds; then one call tries whether it is back. */
const FAILURES = 6;
const REST = 30_000;

/**
 * Stops asking a service that fails, so that nobody waits for time-outs that are certain to come.
 *
 * @param service in words, as operators read it: `api.openai.com`
 * @param isFault which errors are the service's own fault; a refusal says that it works
 * @example
 * const guarded = breaker('the cache', () => true);
 * await guarded(() => client.get(key));
 */
export function breaker(service: string, isFault: (error: Error) => boolean, { rest = REST } = {}) {
  const policy = circuitBreaker(handleWhen(isFault), {
    halfOpenAfter: rest,
    breaker: new ConsecutiveBreaker(FAILURES),
  });
  policy.onBreak(() => metrics.breakerOpen.set({ service }, 1));
  policy.onReset(() => metrics.breakerOpen.set({ service }, 0));
  return async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await policy.execute(call);
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      throw new HubbubError(
        `${service} has failed several times and is left alone for half a minute.`,
        'It is tried again by itself, and what waits for it is kept.',
        { cause: error },
      );
    }
  };
}

/**
 * The same for a service that answers by HTTP: no answer and a status of 500 or more are its fault. An answer is handed on,
 * whatever its status.
 *
 * @example
 * const guarded = httpBreaker('Slack');
 * const response = await guarded(() => fetch(url));
 */
export function httpBreaker(service: string, options: { rest?: number } = {}) {
  const guarded = breaker(service, () => true, options);
  return async <R extends { status: number }>(ask: () => Promise<R>): Promise<R> => {
    let answer: R | undefined;
    try {
      await guarded(async () => {
        answer = await ask();
        if (answer.status >= 500) throw new Error(`${service} answered with status ${answer.status}.`);
      });
    } catch (error) {
      if (!answer) throw error;
    }
    return answer!;
  };
}
