import { stripVTControlCharacters } from 'node:util';

/**
 * Characters that steer a terminal or a reader instead of being read: controls, direction overrides (which let a
 * text pose as another), invisible tags and separators. Zero-width joiners stay, emoji are made with them.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const steering =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * Makes a text from elsewhere safe to print: escape sequences go, other steering characters too. Line breaks
 * stay, a tab becomes two spaces.
 *
 * @example
 * harmless('\x1b[2Jgone?'); // 'gone?'
 */
export const harmless = (text: string): string =>
  stripVTControlCharacters(text.replaceAll('\r\n', '\n').replaceAll('\t', '  ')).replace(steering, '');

/** `harmless`, on one line. */
export const oneLine = (text: string): string => harmless(text).replace(/\s+/g, ' ').trim();

/**
 * JSON that is as safe to print as it is exact: steering characters become \u escapes, which any parser reads back.
 */
export const harmlessJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(steering, (character) =>
    // split by UTF-16 unit, as JSON escapes are
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, i) => unicodeEscape(character.charCodeAt(i))).join(''),
  );

const unicodeEscape = (unit: number) => `\\u${unit.toString(16).padStart(4, '0')}`;
