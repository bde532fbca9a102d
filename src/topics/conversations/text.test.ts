import { expect, test } from 'vitest';
import { asks, mentions, words } from './text.ts';

const known = new Map([
  ['ada', 'u1'],
  ['grace hopper', 'u2'],
  ['grace', 'u2'],
  ['will', 'u3'],
  ['[zed]^', 'u4'],
  ['bob-42', 'u5'],
]);
const called = (text: string) => [...mentions(text, known)].sort();

test.each([
  ['@ada can you look?', ['u1']],
  ['ada: it works', ['u1']],
  ['Ada, it works', ['u1']],
  ['thanks @Bob-42!', ['u5']],
  ['bob-42 has the key', ['u5']],
  ['as Grace Hopper said', ['u2']],
  ['ask Ada and Grace.', ['u1', 'u2']],
  ['nobody here', []],
])('%s', (text, authors) => {
  expect(called(text)).toEqual(authors);
});

test('a short name inside a sentence must look like one', () => {
  const short = new Map([['may', 'u1']]);
  expect(mentions('you may go', short).size).toBe(0);
  expect(mentions('May will go', short).size).toBe(1);
  expect(mentions('may: go', short).size).toBe(1);
});

test('questions are told by their mark, in any script', () => {
  expect(['Is it up?', '動いていますか？', 'It is up.'].map(asks)).toEqual([true, true, false]);
});

test('words are distinct, lower case and of some length', () => {
  expect(words('The THE cat, at 007: ünïcode')).toEqual(['the', 'cat', '007', 'ünïcode']);
});
