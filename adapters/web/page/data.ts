import { useCallback, useEffect, useState } from 'preact/hooks';

/** What went wrong, in the words of the server, and what to do about it. */
export class Failure extends Error {
  readonly fix: string;
  readonly status: number;
  constructor(status: number, said: { error?: string; fix?: string } = {}) {
    super(said.error ?? 'Hubbub does not answer.');
    this.fix = said.fix ?? 'Look whether it is still running, and try again.';
    this.status = status;
  }
}

/** Asks the server; JSON in, JSON out. Throws a Failure. */
export async function ask<T>(path: string, { method = 'GET', body, signal }: Asking = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      signal,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
  } catch (error) {
    throw signal?.aborted ? error : new Failure(0);
  }
  const said = await response.json().catch(() => undefined);
  if (response.ok) return said as T;
  if (response.status === 401 && path !== '/api/session') dispatchEvent(new Event('signed-out'));
  throw new Failure(response.status, said);
}

interface Asking {
  method?: string;
  body?: unknown;
  signal?: AbortSignal;
}

export interface Asked<T> {
  data?: T;
  failure?: Failure;
  /** Asks again; what is there stays until the answer comes. */
  again(): void;
}

/** The answer to `path`, asked for anew whenever it changes; nothing while it is undefined. */
export function useData<T>(path: string | undefined): Asked<T> {
  const [answer, setAnswer] = useState<{ path?: string; data?: T; failure?: Failure }>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (path === undefined) return setAnswer({});
    const stop = new AbortController();
    ask<T>(path, { signal: stop.signal }).then(
      (data) => setAnswer({ path, data }),
      (failure) => stop.signal.aborted || setAnswer({ path, failure }),
    );
    return () => stop.abort();
  }, [path, round]);
  const again = useCallback(() => setRound((n) => n + 1), []);
  return answer.path === path ? { data: answer.data, failure: answer.failure, again } : { again };
}
