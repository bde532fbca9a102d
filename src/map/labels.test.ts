import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeLabels } from './labels.ts';

const frame = { width: 1000, height: 600 };

test('no name covers another or leaves the frame, and the first always has its place', () => {
  const label = fc.record({
    x: fc.integer({ min: 0, max: 1000 }),
    y: fc.integer({ min: 0, max: 600 }),
    width: fc.integer({ min: 20, max: 300 }),
    height: fc.integer({ min: 15, max: 40 }),
  });
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 40 }), (labels) => {
      const placed = placeLabels(labels, frame).flatMap((place, i) =>
        place ? [{ ...labels[i]!, ...place }] : [],
      );
      expect(placed[0]).toMatchObject({ width: labels[0]!.width });
      for (const [i, a] of placed.entries()) {
        expect(a.x - a.width / 2).toBeGreaterThanOrEqual(-0.001);
        expect(a.x + a.width / 2).toBeLessThanOrEqual(frame.width + 0.001);
        for (const b of placed.slice(i + 1)) {
          const apart =
            Math.abs(a.x - b.x) * 2 >= a.width + b.width || Math.abs(a.y - b.y) * 2 >= a.height + b.height;
          expect(apart).toBe(true);
        }
      }
    }),
  );
});

test('a name goes where it covers least', () => {
  const label = { x: 500, y: 300, width: 100, height: 20 };
  const [place] = placeLabels([label], frame, ({ y }) => (y < 310 ? 9 : 0));
  expect(place!.y).toBeGreaterThan(310);
});

test('a name goes to one of its own places or, where it would cover too much at each, to none', () => {
  const places = [
    { x: 500, y: 300 },
    { x: 100, y: 100 },
  ];
  const label = { ...places[0]!, width: 100, height: 20, places };
  const taken = { x: 500, y: 300, width: 50, height: 20 };
  expect(placeLabels([taken, label], frame)[1]).toEqual(places[1]);
  const covered = (_: unknown, i: number) => (i === 1 ? Number.POSITIVE_INFINITY : 0);
  expect(placeLabels([taken, label], frame, covered)).toEqual([{ x: 500, y: 300 }, undefined]);
});
