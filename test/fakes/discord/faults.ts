/** What goes wrong with a REST call. */
export type RestFault =
  /** An HTTP status with a page instead of JSON. */
  | { kind: 'status'; status: number }
  /** Too many requests for this route, or for everything; seconds. */
  | { kind: 'limited'; retryAfter: number; global?: boolean }
  /** Refused: Discord's own code, such as 50001. */
  | { kind: 'error'; status: number; code: number; message: string }
  /** The connection breaks before the answer. */
  | { kind: 'cut' }
  /** It is done, but the connection breaks before the answer. */
  | { kind: 'unheard' };

/** Troubles on order. Each applies as often as it was asked for, then all is well again. */
export class Faults {
  readonly #orders: { route: RegExp; fault: RestFault; left: number }[] = [];

  /** The next `times` calls whose method and path match go wrong: `/GET .*messages/`. */
  rest(route: RegExp, fault: RestFault, times = 1): void {
    this.#orders.push({ route, fault, left: times });
  }

  /** @internal */
  take(call: string): RestFault | undefined {
    const order = this.#orders.find(({ route, left }) => left > 0 && route.test(call));
    if (order) order.left--;
    return order?.fault;
  }
}
