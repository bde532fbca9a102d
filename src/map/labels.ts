/** A name that wants a place on a picture: where its middle would best be, and how much room it takes. */
export interface Label {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Places around the best one, the nearest first, in shares of the label's size. */
const tries: readonly [number, number][] = [0, 1, 1.8, 2.8, 4].flatMap((far): [number, number][] =>
  far === 0
    ? [[0, 0]]
    : [
        [0, -far],
        [0, far],
        [0.6, -far],
        [-0.6, -far],
        [0.6, far],
        [-0.6, far],
        [Math.min(far, 1), 0],
        [-Math.min(far, 1), 0],
      ],
);

/**
 * Places names so that none covers another and none leaves the frame.
 *
 * @param labels the most important first: it chooses first
 * @param covered how much a label would cover at a place; of the free places the one where it is least is taken, and a near one
 * @returns the middle of each, or undefined where there is no room for it
 */
export function placeLabels(
  labels: readonly Label[],
  frame: { width: number; height: number },
  covered: (place: Label) => number = () => 0,
): ({ x: number; y: number } | undefined)[] {
  const taken: Label[] = [];
  return labels.map((label) => {
    const { width, height } = label;
    let best: { place: Label; cost: number } | undefined;
    for (const [dx, dy] of tries) {
      const place = {
        x: Math.min(Math.max(label.x + dx * width, width / 2), frame.width - width / 2),
        y: Math.min(Math.max(label.y + dy * height, height / 2), frame.height - height / 2),
        width,
        height,
      };
      if (taken.some((other) => overlaps(place, other))) continue;
      const cost =
        covered(place) + (Math.abs(place.x - label.x) + 2 * Math.abs(place.y - label.y)) / DISTANCE;
      if (!best || cost < best.cost) best = { place, cost };
    }
    if (!best) return undefined;
    taken.push(best.place);
    return { x: best.place.x, y: best.place.y };
  });
}

/** So far away is as bad as covering one thing. */
const DISTANCE = 7;

const overlaps = (a: Label, b: Label): boolean =>
  Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height;
