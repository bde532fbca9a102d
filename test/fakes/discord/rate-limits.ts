/** So many calls in so many milliseconds. */
export interface Limit {
  calls: number;
  ms: number;
}

/** What the headers of an answer say of its bucket. */
export interface Bucket {
  name: string;
  limit: Limit;
  left: number;
  /** Seconds. */
  resetAfter: number;
  exceeded: boolean;
}

/** Buckets per route and main resource (https://discord.com/developers/docs/topics/rate-limits). Off until switched on. */
export class RateLimits {
  readonly #orders: { route: RegExp; limit: Limit }[] = [];
  readonly #windows = new Map<string, { from: number; calls: number }>();

  /** A limit for calls whose method and path match, for each channel, guild or webhook by itself. */
  set(route: RegExp, limit: Limit): void {
    this.#orders.push({ route, limit });
  }

  /** Counts a call. @internal */
  take(call: string): Bucket | undefined {
    const order = this.#orders.find(({ route }) => route.test(call));
    if (!order) return undefined;
    const [, major = ''] = /\/(?:channels|guilds|webhooks)\/(\d+)/.exec(call) ?? [];
    const name = `${order.route.source}:${major}`;
    const now = Date.now();
    let window = this.#windows.get(name);
    if (!window || now >= window.from + order.limit.ms) {
      window = { from: now, calls: 0 };
      this.#windows.set(name, window);
    }
    const exceeded = window.calls >= order.limit.calls;
    if (!exceeded) window.calls++;
    const resetAfter = (window.from + order.limit.ms - now) / 1000;
    return { name, limit: order.limit, left: order.limit.calls - window.calls, resetAfter, exceeded };
  }
}
