import { setTimeout as wait } from 'node:timers/promises';

/** Waits until `find` finds something, and returns it; looks every few milliseconds. */
export async function until<T>(find: () => T, otherwise: string, ms = 10_000): Promise<NonNullable<T>> {
  for (const end = Date.now() + ms; ; await wait(5)) {
    const found = find();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${otherwise} (after ${ms / 1000} s)`);
  }
}
