import fc from 'fast-check';
import { expect, test } from 'vitest';
import { neighboursOf } from './neighbours.ts';
import { separateColours } from './separate.ts';

/** Topics around places of a plane, each of some messages close to its own. */
const chart = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 20 })), {
    minLength: 2,
    maxLength: 120,
    selector: String,
  })
  .map((places) =>
    places.flatMap(([x, y], i) =>
      Array.from({ length: 6 }, (_, n) => ({
        topic: `t${i}`,
        x: x + 0.3 * Math.cos(n + i),
        y: y + 0.3 * Math.sin(n + i),
      })),
    ),
  );
const topicsOf = (points: { topic: string }[]) => [...new Set(points.map(({ topic }) => topic))];

test('topics that lie side by side never share a colour, and stay as they are from then on', () => {
  fc.assert(
    fc.property(chart, fc.integer({ min: 1, max: 8 }), (points, given) => {
      const neighbours = neighboursOf(points);
      const topics = topicsOf(points);
      const known = new Map(topics.map((topic, i) => [topic, i % given]));
      const colours = separateColours(topics, known, neighbours, 8);
      for (const [topic, others] of neighbours)
        for (const other of others.keys()) expect(colours.get(other)).not.toBe(colours.get(topic));
      expect(separateColours(topics, colours, neighbours, 8)).toEqual(colours);
    }),
  );
});

test('a topic keeps its colour where no neighbour has it, and the more important one where one has', () => {
  const row = (names: string) =>
    [...names].flatMap((topic, i) => [0, 1].map((y) => ({ topic, x: 3 * i, y })));
  const neighbours = neighboursOf(row('abcd'));
  expect([...neighbours.get('b')!.keys()].toSorted()).toEqual(['a', 'c']);
  const known = new Map([
    ['a', 3],
    ['b', 3],
    ['c', 5],
    ['d', 3],
  ]);
  const colours = separateColours(['b', 'a', 'c', 'd'], known, neighbours, 8);
  expect([colours.get('b'), colours.get('c'), colours.get('d')]).toEqual([3, 5, 3]);
  expect(colours.get('a')).not.toBe(3);
});

test('messages in no topic, and maps of one point, part nothing', () => {
  expect(neighboursOf([]).size).toBe(0);
  expect(neighboursOf([{ x: 0, y: 0, topic: 'a' }]).size).toBe(0);
  const between = [
    { x: 0, y: 0, topic: 'a' },
    { x: 1, y: 0.1, topic: null },
    { x: 2, y: 0, topic: 'b' },
    { x: 1, y: 2, topic: 'b' },
  ];
  expect([...neighboursOf(between).get('a')!.keys()]).toEqual(['b']);
});
