import { setTimeout as wait } from 'node:timers/promises';

/** What goes wrong with a call of the Web API. */
export type CallFault =
  /** Too many requests: 429 with Retry-After, in seconds. */
  | { kind: 'ratelimited'; retryAfter: number }
  /** Slack is in trouble: an HTTP status with a page instead of JSON. */
  | { kind: 'status'; status: number }
  /** `{ok: false, error}`. */
  | { kind: 'error'; error: string }
  /** The answer comes after `ms`. */
  | { kind: 'slow'; ms: number }
  /** The connection breaks before the answer. */
  | { kind: 'cut' }
  /** It is done, but the connection breaks before the answer. */
  | { kind: 'unheard' };

/** Troubles on order. Each applies as often as it was asked for, then all is well again. */
export class Faults {
  readonly #calls: { method: string; fault: CallFault; left: number }[] = [];
  #lost = 0;
  #twice = 0;
  #unheard = 0;

  /** The next `times` calls of a method go wrong; `*` is any, `response_url` a reply to an interaction. */
  call(method: string, fault: CallFault, times = 1): void {
    this.#calls.push({ method, fault, left: times });
  }

  /** The next events are never sent, although what they tell of has happened. */
  loseEvents(count = 1): void {
    this.#lost += count;
  }

  /** Whether all events that were to get lost have been. */
  get lostAll(): boolean {
    return this.#lost === 0;
  }

  /** The next events are sent twice, with the same event id. */
  repeatEvents(count = 1): void {
    this.#twice += count;
  }

  /** The next acknowledgements are not heard: Slack sends those events again. */
  swallowAcks(count = 1): void {
    this.#unheard += count;
  }

  /** @internal */
  takeLost = (): boolean => this.#lost > 0 && this.#lost-- > 0;
  /** @internal */
  takeTwice = (): boolean => this.#twice > 0 && this.#twice-- > 0;
  /** @internal */
  takeUnheard = (): boolean => this.#unheard > 0 && this.#unheard-- > 0;

  /** What goes wrong with this call; a slow one is waited for here. @internal */
  async takeCall(method: string, signal: AbortSignal): Promise<CallFault | undefined> {
    const order = this.#calls.find(({ method: of, left }) => left > 0 && (of === '*' || of === method));
    if (!order) return;
    order.left -= 1;
    if (order.fault.kind === 'slow') await wait(order.fault.ms, undefined, { signal });
    return order.fault;
  }
}
