import Delaunator from 'delaunator';

/** For each topic its neighbours on the map, and how many of their messages lie side by side. */
export type Neighbours = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * Topics of which some messages lie side by side, with no other topic's between them: those that an edge of the Delaunay
 * triangulation joins (Delaunay 1934; the library delaunator). Messages in no topic separate nothing.
 *
 * @param points `x` and `y` in the plane's own units
 */
export function neighboursOf(points: readonly { x: number; y: number; topic: string | null }[]): Neighbours {
  const sorted = points.filter((point) => point.topic !== null);
  const { triangles, halfedges } = Delaunator.from(
    sorted,
    ({ x }) => x,
    ({ y }) => y,
  );
  const found = new Map<string, Map<string, number>>();
  const join = (one: string, other: string) => {
    const own = found.get(one) ?? new Map<string, number>();
    found.set(one, own.set(other, (own.get(other) ?? 0) + 1));
  };
  for (let edge = 0; edge < triangles.length; edge++) {
    if (edge < halfedges[edge]!) continue; // each edge once: its other half comes later
    const next = edge % 3 === 2 ? edge - 2 : edge + 1;
    const one = sorted[triangles[edge]!]!.topic!;
    const other = sorted[triangles[next]!]!.topic!;
    if (one === other) continue;
    join(one, other);
    join(other, one);
  }
  return found;
}
