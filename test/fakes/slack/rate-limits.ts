/** So many calls in so many milliseconds. */
export interface Limit {
  calls: number;
  ms: number;
}

const TIERS = { 1: 1, 2: 20, 3: 50, 4: 100 };
export type Tier = keyof typeof TIERS;

/** How often each method may be called (https://docs.slack.dev/apis/web-api/rate-limits). Off until switched on. */
export class RateLimits {
  readonly #own = new Map<string, Limit>();
  readonly #recent = new Map<string, number[]>();
  #tiers = false;
  /** The most items of a page of history or replies, where less than Slack's usual. */
  historyPage: number | undefined;

  /** Each method's tier, a minute at a time. */
  useTiers(): void {
    this.#tiers = true;
  }

  /** A limit for one method, tiers or not. */
  set(method: string, limit: Limit): void {
    this.#own.set(method, limit);
  }

  /** What commercially distributed apps outside the Marketplace get: history and replies once a minute, 15 at a time. */
  useDistributedApp(ms = 60_000): void {
    this.historyPage = 15;
    for (const method of ['conversations.history', 'conversations.replies'])
      this.set(method, { calls: 1, ms });
  }

  /** Counts a call; where it is one too many, the seconds after which it may be tried again. @internal */
  take(team: string, method: string, tier: Tier): number | undefined {
    const limit = this.#own.get(method) ?? (this.#tiers ? { calls: TIERS[tier], ms: 60_000 } : undefined);
    if (!limit) return;
    const key = `${team} ${method}`;
    const now = Date.now();
    const recent = (this.#recent.get(key) ?? []).filter((at) => at > now - limit.ms);
    this.#recent.set(key, recent);
    if (recent.length >= limit.calls) return Math.max(1, Math.ceil((recent[0]! + limit.ms - now) / 1000));
    recent.push(now);
  }
}
