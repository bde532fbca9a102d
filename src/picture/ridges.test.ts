import { expect, test } from 'vitest';
import { drawRidges } from './ridges.ts';

const day = 86_400_000;
const from = Date.UTC(2026, 2, 25);
const ridge = (label: string, activity: number[]) => ({ label, colour: 9, activity });

test('topics over time become a picture, with a text for those who cannot see it', async () => {
  const topics = [
    ridge('Coffee <machine>', [0, 0, 4, 9]),
    ridge('漢字', [9, 4, 0, 0]),
    ridge('Even', [2, 2, 2, 2]),
  ];
  const period = { from, to: from + 7 * day };
  const { png, alt } = await drawRidges(topics, {
    title: 'The last days',
    period,
    timeZone: 'Europe/Berlin',
  });
  expect(Buffer.from(png).subarray(1, 4).toString()).toBe('PNG');
  expect(alt).toBe(
    'Mar 25 – Apr 1, 2026, messages over time. Coffee <machine>: 13, growing; 漢字: 13, fading; Even: 8.',
  );
});

test('nothing, a moment and a year are drawn, too', async () => {
  for (const length of [0, 1, 365 * day]) {
    const period = { from, to: from + length };
    const { png } = await drawRidges([ridge('x', [0, 0, 0, 0])], { title: '', period });
    expect(png.length).toBeGreaterThan(500);
  }
});
