import { expect, it } from 'vitest';
import { likenessByWords } from './words.ts';

it('counts words of content in common, the rare ones most, however they are inflected', () => {
  const likeness = likenessByWords([
    'Rotate the keys before the release',
    'who rotates keys?',
    'release notes',
    'another release',
    'the cat sat on the mat, before all others',
    '',
  ]);
  expect(likeness(0, 1)).toBeGreaterThan(likeness(0, 2));
  expect(likeness(0, 2)).toBeGreaterThan(0);
  expect(likeness(0, 4)).toBe(0); // nothing but stop words
  expect(likeness(0, 5)).toBe(0);
  expect(likeness(1, 0)).toBe(likeness(0, 1));
  expect(likeness(1, 1)).toBeCloseTo(1);
});

it('does not count links, mentions and numbers, nor what every text says', () => {
  const texts = ['deploy https://ci.example.org/run 17 @ada', 'deploy https://ci.example.org/log 17 @ada'];
  expect(likenessByWords(texts)(0, 1)).toBe(0);
});

it('parts words where people write no spaces', () => {
  const likeness = likenessByWords(['東京の天気', '大阪の天気', '会議の予定']);
  expect(likeness(0, 1)).toBeGreaterThan(likeness(0, 2));
});
