import { describe, expect, it } from 'vitest';
import { exemplarsOf } from './exemplars.ts';

const angles = (...degrees: number[]) => ({
  data: Float32Array.from(
    degrees.flatMap((d) => [Math.cos((d * Math.PI) / 180), Math.sin((d * Math.PI) / 180)]),
  ),
  rows: degrees.length,
  columns: 2,
});

describe('exemplarsOf', () => {
  it('starts with the most central message and then goes for variety', () => {
    const vectors = angles(0, 1, 2, 3, 4, 60);
    const texts = ['a', 'b', 'c', 'd', 'e', 'something else'];
    const [first, second] = exemplarsOf([0, 1, 2, 3, 4, 5], vectors, texts);
    expect(first).toBe(4);
    expect(second).toBe(5);
  });

  it('gives no text twice, however it is cased or punctuated, and none without words', () => {
    const texts = ['Good morning!', 'good morning', '🎉', '', 'Lunch?'];
    const chosen = exemplarsOf([0, 1, 2, 3, 4], angles(0, 1, 2, 3, 4), texts);
    expect(chosen.map((i) => texts[i]!.toLowerCase().replace(/\W+$/, '')).sort()).toEqual([
      'good morning',
      'lunch',
    ]);
  });

  it('looks at the members only, and takes as many as asked for', () => {
    const texts = Array.from({ length: 20 }, (_, i) => `text ${i}`);
    const chosen = exemplarsOf([3, 5, 7, 9], angles(...texts.keys()), texts, 3);
    expect(chosen).toHaveLength(3);
    expect([3, 5, 7, 9]).toEqual(expect.arrayContaining(chosen));
    expect(exemplarsOf([], angles(), [])).toEqual([]);
  });
});
