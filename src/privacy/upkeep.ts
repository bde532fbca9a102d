import type { Hubbub } from '../hubbub.ts';
import { sweepCache } from '../store/cache.ts';
import type { Claims } from '../store/claims.ts';
import { changesOf, scrub } from '../store/scrub.ts';
import { expire } from './retention.ts';
import { clearCaches } from './traces.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Sees to it that nothing stays longer than it should: every minute, caches lose the texts that messages have lost; once a
 * day and at the start, messages that are too old are deleted, and what was deleted leaves the database's files.
 */
export class Upkeep {
  readonly #hubbub: Hubbub;
  readonly #claims: Claims;
  readonly #onTrouble: (error: unknown) => void;
  readonly #closing = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #work: Promise<void> | undefined;
  #daily = 0;
  /** `changesOf` the store when its files were last rewritten, or when this began: a start is not to wait for that. */
  #scrubbed: number | undefined;

  /** @param options.claims so that one process does it at a time */
  constructor(hubbub: Hubbub, options: { claims: Claims; onTrouble(error: unknown): void }) {
    this.#hubbub = hubbub;
    this.#claims = options.claims;
    this.#onTrouble = options.onTrouble;
    this.#timer = setInterval(() => this.#wake(), MINUTE).unref();
    this.#wake();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort();
    await this.#work;
  }

  #wake(): void {
    this.#work ??= this.#alone()
      .catch((error) => {
        if (!this.#closing.signal.aborted) this.#onTrouble(error);
      })
      .finally(() => {
        this.#work = undefined;
      });
  }

  async #alone(): Promise<void> {
    const claim = await this.#claims.take('upkeep');
    if (claim) await this.#tend().finally(() => claim.release());
  }

  async #tend(): Promise<void> {
    const { signal } = this.#closing;
    const store = await this.#hubbub.store();
    const due = Date.now() - this.#daily >= DAY;
    if (due) await expire(store, this.#hubbub.config.retention, signal);
    const { rowCount } = await store.pool.query('select from lost_text limit 1');
    if (rowCount && !signal.aborted) await clearCaches(this.#hubbub);
    if (!due || signal.aborted) return;
    this.#daily = Date.now();
    await sweepCache(store, this.#hubbub.config);
    const changes = await changesOf(store);
    if (changes > (this.#scrubbed ?? changes) && !signal.aborted) await scrub(store);
    this.#scrubbed = changes;
  }
}
