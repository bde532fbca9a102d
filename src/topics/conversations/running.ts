const BINS = 256;

/**
 * The distribution of what was seen so far, as a histogram. It never looks ahead, so what is read from it for
 * one message does not change when later ones arrive.
 */
export class Running {
  readonly #low: number;
  readonly #width: number;
  readonly #counts = new Uint32Array(BINS);
  readonly #atOrAbove = new Float64Array(BINS + 1);
  #seen = 0;
  #stale = false;

  /** Values are expected between `low` and `high`; others count as the nearest of the two. */
  constructor(low: number, high: number) {
    this.#low = low;
    this.#width = (high - low) / BINS;
  }

  add(value: number): void {
    this.#counts[Math.floor(this.#place(value))]!++;
    this.#seen++;
    this.#stale = true;
  }

  /** How unusual it is to be this high, in bits: 1 for the median, 2 for the upper quartile, and so on. */
  surprise(value: number): number {
    const place = this.#place(value);
    const bin = Math.floor(place);
    const tail = this.#tail();
    const above = tail[bin + 1]! + this.#counts[bin]! * (bin + 1 - place);
    return -Math.log2((above + 1) / (this.#seen + 2));
  }

  /** The middle value, or `otherwise` before anything was seen. */
  median(otherwise: number): number {
    if (this.#seen === 0) return otherwise;
    const tail = this.#tail();
    let bin = 0;
    while (bin < BINS - 1 && tail[bin + 1]! > this.#seen / 2) bin++;
    const inside = (tail[bin]! - this.#seen / 2) / this.#counts[bin]!;
    return this.#low + (bin + inside) * this.#width;
  }

  #place(value: number): number {
    return Math.min(BINS - 1e-6, Math.max(0, (value - this.#low) / this.#width));
  }

  #tail(): Float64Array {
    if (this.#stale) {
      for (let bin = BINS - 1; bin >= 0; bin--)
        this.#atOrAbove[bin] = this.#atOrAbove[bin + 1]! + this.#counts[bin]!;
      this.#stale = false;
    }
    return this.#atOrAbove;
  }
}
