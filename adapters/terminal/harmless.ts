import { stripVTControlCharacters } from 'node:util';

/**
 * Characters that steer a terminal or a reader instead of being read: controls, direction overrides (which let a text
 * pose as another), invisible tags and separators. Line breaks stay, and so do the joiners that emoji are made with.
 */
const steering = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Makes a text from elsewhere safe to print: escape sequences go, other steering characters too, a tab becomes two spaces.
 *
 * @example
 * harmless('\x1b[2Jgone?'); // 'gone?'
 */
export const harmless = (text: string): string =>
  stripVTControlCharacters(text.replaceAll('\r\n', '\n').replaceAll('\t', '  ')).replace(steering, '');

/** `harmless`, on one line. */
export const oneLine = (text: string): string => harmless(text).replace(/\s+/g, ' ').trim();

/** JSON that is as safe to print as it is exact: steering characters become \u escapes, which any parser reads back. */
export const harmlessJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(steering, (character) =>
    // By UTF-16 unit, as JSON escapes are.
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
