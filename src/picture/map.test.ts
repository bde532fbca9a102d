import { expect, test } from 'vitest';
import type { TopicMap } from '../map/map.ts';
import { drawMap } from './map.ts';

const labels = [
  'Coffee machine',
  '<script>alert(1)</script> & "quotes"',
  '漢字 話題 한국어 موضوع',
  `${'x'.repeat(400)}\u202e\u0000\ud83d`,
];

/** A topic a label, of ten messages each, and some messages in none. */
function mapOf(names: readonly string[]): TopicMap {
  const points = [...names, null].flatMap((name, t) =>
    Array.from({ length: 10 }, (_, i) => ({
      messageId: `${t}-${i}`,
      x: t * 5 + Math.cos(i),
      y: (t % 2) * 5 + Math.sin(i),
      topic: name === null ? null : `t${t}`,
      ts: 1000 * i,
    })),
  );
  return {
    window: { from: '2025-05-05T00:00:00.000Z', to: '2025-05-09T00:00:00.000Z', messages: points.length },
    points,
    topics: names.map((label, t) => {
      const { x, y } = points.find(({ topic }) => topic === `t${t}`)!;
      return { id: `t${t}`, label, keywords: [], size: 10, pinned: false, x, y, colour: t };
    }),
  };
}
const draw = (map: TopicMap) => drawMap(map, { title: 'What people talk about', covers: 'May 5 – 9, 2025' });

test('whatever topics are called, a picture comes of it, and the same one again', async () => {
  const picture = await draw(mapOf(labels));
  const png = Buffer.from(picture.png);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 860]);
  expect(Buffer.from((await draw(mapOf(labels))).png).equals(png)).toBe(true);
});

test('a name is drawn', async () => {
  const [one, other] = [await draw(mapOf(['Coffee'])), await draw(mapOf(['Toffee']))];
  expect(Buffer.from(one.png).equals(Buffer.from(other.png))).toBe(false);
});

test('the text for those who cannot see it names the topics and where they are', async () => {
  const { alt } = await draw(mapOf(['Coffee machine', 'Printer']));
  expect(alt).toMatch(/^A map of 30 messages · 2 topics/);
  expect(alt).toMatch(/Coffee machine \(10, bottom left\); Printer \(10, top centre\)/);
});

test('an empty map is a picture, too', async () => {
  expect((await draw(mapOf([]))).alt).toMatch(/0 topics/);
  const empty = { ...mapOf([]), points: [] };
  expect(
    Buffer.from((await draw(empty)).png)
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
});
