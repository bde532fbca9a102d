import { harmless } from '../terminal/harmless.ts';

/** An address up to where markdown or a mention could begin. */
const LINK = /(https?:\/\/[^\s<>()[\]*`|\\@]+)/;

/**
 * Makes foreign text safe in Discord's markdown: it is shown as it was written, and calls or mentions nobody. Links
 * stay what they are.
 *
 * @see https://support.discord.com/hc/en-us/articles/210298617
 */
export const escaped = (text: string): string =>
  harmless(text)
    .split(LINK)
    .map((piece, i) => (i % 2 === 1 ? piece : piece.replace(/[\\`*_~|<>#@[\]()-]/g, '\\$&')))
    .join('');

/** The same on one line, at most `most` characters before escaping. */
export const line = (text: string, most = 300): string =>
  escaped(cut(harmless(text).replace(/\s+/g, ' ').trim(), most));

/** Plain text for places that read no markdown: labels of buttons, titles of modals, choices. */
export const plain = (text: string, most: number): string =>
  cut(harmless(text).replace(/\s+/g, ' ').trim(), most) || '–';

/** Shortens to `most` characters, and says so. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text
    .slice(0, most - 1)
    .toWellFormed()
    .replace(/\ufffd$/, '');
  return `${kept.trimEnd()}…`;
}

export const bold = (text: string, most = 100): string => `**${line(text, most) || ' '}**`;

/** A link with a text of ours. */
export const link = (url: string, text: string): string =>
  /^https?:\/\/[^\s<>()]+$/.test(url) ? `[${text}](${url})` : '';

/** A moment in the reader's own time zone; `d` is the day, `f` the minute. */
export const moment = (ms: number, format: 'd' | 'f' = 'f'): string =>
  `<t:${Math.floor(ms / 1000)}:${format}>`;

/** A text as Discord sets off what somebody else said; `safe` makes it harmless. */
export const quote = (text: string, room: number, safe = escaped): string =>
  cut(text.trim().replace(/\n{2,}/g, '\n'), room)
    .split('\n')
    .map((one) => `> ${safe(one)}`)
    .join('\n');
