import type { Store } from './store.ts';

/** In milliseconds. */
const FRESH = 60_000;

/**
 * Remembers for a minute what takes long to read, apart for each store and key.
 *
 * @example
 * const shares = new Recent<Map<string, number>>();
 * await shares.of(store, workspace, () => readShares(store, workspace));
 */
export class Recent<T> {
  readonly #known = new WeakMap<Store, Map<string, { at: number; value: Promise<T> }>>();

  /** What was read within the last minute, or what `read` gives now. A failure is not remembered. */
  of(store: Store, key: string, read: () => Promise<T>): Promise<T> {
    const known = this.#known.get(store) ?? new Map<string, { at: number; value: Promise<T> }>();
    this.#known.set(store, known);
    const now = Date.now();
    for (const [old, { at }] of known) if (now - at >= FRESH) known.delete(old);
    const last = known.get(key);
    if (last) return last.value;
    const value = read();
    known.set(key, { at: now, value });
    value.catch(() => known.delete(key));
    return value;
  }

  /** Forgets what was read, so that it is read anew. */
  forget(store: Store, key: string): void {
    this.#known.get(store)?.delete(key);
  }
}
