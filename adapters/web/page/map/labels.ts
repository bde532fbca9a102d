/** A name with its place on the canvas, and how much room it takes. */
export interface Placed {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Which names can be shown without one lying on another or off the canvas: the first in the list have precedence. */
export function withoutOverlap(names: readonly Placed[], width: number, height: number): boolean[] {
  const taken: Placed[] = [];
  return names.map((name) => {
    const inside = name.x > 0 && name.y > 0 && name.x < width && name.y < height;
    const free = inside && taken.every((other) => !overlap(name, other));
    if (free) taken.push(name);
    return free;
  });
}

const GAP = 6;

const overlap = (a: Placed, b: Placed) =>
  Math.abs(a.x - b.x) < (a.width + b.width) / 2 + GAP &&
  Math.abs(a.y - b.y) < (a.height + b.height) / 2 + GAP;
