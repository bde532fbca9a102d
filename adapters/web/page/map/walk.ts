import type { Points } from './raster.ts';

/** A way across the canvas, down being positive. */
export interface Way {
  dx: -1 | 0 | 1;
  dy: -1 | 0 | 1;
}

/**
 * The point that somebody comes to who leaves one in a direction: the nearest within 45 degrees of it.
 *
 * @param least how far it is away at least, in the plane's own units: among thousands of points a step is to be seen
 */
export function toward({ x, y }: Points, from: number, { dx, dy }: Way, least: number): number | undefined {
  let best: number | undefined;
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < x.length; i++) {
    const right = x[i]! - x[from]!;
    const down = y[from]! - y[i]!;
    const along = right * dx + down * dy;
    const aside = Math.abs(right * dy + down * dx);
    if (along < least || aside > along) continue;
    // What lies straight ahead is nearer than what lies aside.
    const away = along + 2 * aside;
    if (away < nearest) {
      nearest = away;
      best = i;
    }
  }
  return best;
}

/**
 * The point before or after one among those of the same number, which are in time order; round from the last to the first.
 *
 * @param by how many further
 */
export function along(
  numbers: readonly number[],
  from: number,
  by: number,
): { point: number; place: number; of: number } {
  const own = numbers.flatMap((number, i) => (number === numbers[from] ? [i] : []));
  const place = (own.indexOf(from) + by + own.length) % own.length;
  return { point: own[place]!, place: place + 1, of: own.length };
}
