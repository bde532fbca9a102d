const REMEMBERED = 512;

/** Weights by key that fade as a clock of the caller's ticks on: what was said lately counts, older things less and less. */
export class Fading {
  readonly #entries = new Map<string, { weight: number; at: number }>();
  readonly #keep: number;

  /** @param keep the share of a weight that is left after one tick of the clock */
  constructor(keep: number) {
    this.#keep = keep;
  }

  /** The weight of `key` at time `now`, 0 if it was never added. */
  get(key: string, now: number): number {
    const entry = this.#entries.get(key);
    return entry ? entry.weight * this.#keep ** (now - entry.at) : 0;
  }

  /** The weight of `key` over what all keys together come to when one is added with each tick. */
  share(key: string, now: number): number {
    return (1 - this.#keep) * this.get(key, now);
  }

  /** Adds 1 to the weight of `key`; the longest unused keys are forgotten beyond a bound. */
  add(key: string, now: number): void {
    const weight = this.get(key, now) + 1;
    this.#entries.delete(key);
    this.#entries.set(key, { weight, at: now });
    if (this.#entries.size > REMEMBERED) this.#entries.delete(this.#entries.keys().next().value!);
  }
}
