/** A name that wants a place on a picture: where its middle would best be, and how much room it takes. */
export interface Label {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Where its middle may be; around the best place unless told. */
  places?: readonly { x: number; y: number }[];
}

/** A rectangle, y downwards. */
interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Where the middle of a name may be that belongs to what lies in a box, so that it touches it: above it if it can, at worst on it. */
export function placesBeside(
  { left, right, top, bottom }: Box,
  { width, height }: { width: number; height: number },
) {
  const [middle, above, below] = [(top + bottom) / 2, top - height / 2, bottom + height / 2];
  return [
    ...[above, below].map((y) => ({ x: (left + right) / 2, y })),
    { x: left - width / 2, y: middle },
    { x: right + width / 2, y: middle },
    ...[above, below].flatMap((y) => [left, right].map((x) => ({ x, y }))),
    { x: (left + right) / 2, y: middle },
  ];
}

/** Where numbers lie, but for the outermost twelfth at either end. */
export function within(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const outer = Math.floor(sorted.length / 12);
  return [sorted[outer]!, sorted[sorted.length - 1 - outer]!];
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
 * @param covered how much the label of a number would cover at a place; of the free places the one where it is least is taken, and a
 *   near one; none where it is infinite
 * @returns the middle of each, or undefined where there is no room for it
 */
export function placeLabels(
  labels: readonly Label[],
  frame: { width: number; height: number },
  covered: (place: Label, label: number) => number = () => 0,
): ({ x: number; y: number } | undefined)[] {
  const taken: Label[] = [];
  return labels.map((label, i) => {
    const { width, height } = label;
    let best: { place: Label; cost: number } | undefined;
    for (const { x, y } of label.places ?? around(label)) {
      const place = {
        x: Math.min(Math.max(x, width / 2), frame.width - width / 2),
        y: Math.min(Math.max(y, height / 2), frame.height - height / 2),
        width,
        height,
      };
      if (taken.some((other) => overlaps(place, other))) continue;
      const cost =
        covered(place, i) + (Math.abs(place.x - label.x) + 2 * Math.abs(place.y - label.y)) / DISTANCE;
      if (cost < (best?.cost ?? Number.POSITIVE_INFINITY)) best = { place, cost };
    }
    if (!best) return undefined;
    taken.push(best.place);
    return { x: best.place.x, y: best.place.y };
  });
}

const around = ({ x, y, width, height }: Label) =>
  tries.map(([dx, dy]) => ({ x: x + dx * width, y: y + dy * height }));

/** So far away is as bad as covering one thing. */
const DISTANCE = 7;

const overlaps = (a: Label, b: Label): boolean =>
  Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height;
