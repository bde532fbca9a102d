import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { harmless, harmlessJson, oneLine } from './harmless.ts';

const hostile = [
  '\x1b[2J\x1b[1;1Hgone',
  '\x1b]8;;https://evil.example\x07click\x1b]8;;\x07',
  '\x1b]0;new title\x07',
  '\x9b31mred',
  'a\rb\bc\x07',
  'user\u202Egnp.exe',
  '\u2066isolated\u2069',
  'in\u200Bvisible\u{E0041}',
  'line\u2028separator',
];

/** Whatever a terminal or a reader would obey instead of showing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
const obeyed = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

test.each(hostile)('nothing is left to obey in %j', (text) => {
  expect(harmless(text)).not.toMatch(obeyed);
  expect(harmlessJson({ text })).not.toMatch(obeyed);
});

test('any text at all comes out harmless, and unchanged by a second pass', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const clean = harmless(text);
      expect(clean).not.toMatch(obeyed);
      expect(stripVTControlCharacters(clean)).toBe(clean);
      expect(harmless(clean)).toBe(clean);
    }),
  );
});

test('what people write stays: line breaks, tabs as spaces, accents, families of emoji', () => {
  expect(harmless('a\tb\r\nc')).toBe('a  b\nc');
  expect(harmless('Größe 日本語 👩‍👩‍👧 🏳️‍🌈')).toBe('Größe 日本語 👩‍👩‍👧 🏳️‍🌈');
  expect(oneLine(' two\n lines ')).toBe('two lines');
});

test('JSON loses nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(JSON.parse(harmlessJson({ text }))).toEqual({ text });
    }),
  );
  expect(JSON.parse(harmlessJson(hostile))).toEqual(hostile);
});
