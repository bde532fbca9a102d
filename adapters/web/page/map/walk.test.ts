import fc from 'fast-check';
import { expect, test } from 'vitest';
import { along, toward, type Way } from './walk.ts';

const ways: Way[] = [
  { dx: -1, dy: 0 },
  { dx: 1, dy: 0 },
  { dx: 0, dy: -1 },
  { dx: 0, dy: 1 },
];

test('from every message keys lead to every other', () => {
  const places = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })), {
    minLength: 2,
    maxLength: 30,
    selector: String,
  });
  fc.assert(
    fc.property(places, (all) => {
      const points = {
        x: Float32Array.from(all, ([x]) => x),
        y: Float32Array.from(all, ([, y]) => y),
        colour: new Uint8Array(all.length),
      };
      const reached = new Set([0]);
      for (const point of reached)
        for (const way of ways) {
          const next = toward(points, point, way, 0.5);
          if (next !== undefined) reached.add(next);
        }
      expect(reached.size).toBeGreaterThan(1);
      for (const point of all.keys())
        for (const way of ways) {
          const next = toward(points, point, way, 0.5);
          if (next === undefined) continue;
          const ahead =
            (points.x[next]! - points.x[point]!) * way.dx - (points.y[next]! - points.y[point]!) * way.dy;
          expect(ahead).toBeGreaterThan(0);
        }
    }),
  );
});

test('through a topic keys lead in the order of time, and round', () => {
  const topics = [4, 7, 4, -1, 4];
  expect(along(topics, 0, 1)).toEqual({ point: 2, place: 2, of: 3 });
  expect(along(topics, 4, 1)).toEqual({ point: 0, place: 1, of: 3 });
  expect(along(topics, 0, -1)).toEqual({ point: 4, place: 3, of: 3 });
});
