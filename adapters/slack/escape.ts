import { harmless } from '../terminal/harmless.ts';

/**
 * Makes foreign text safe in mrkdwn: it cannot call anybody, link anywhere or pose as something else.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export const escaped = (text: string): string =>
  harmless(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The same on one line, at most `most` characters before escaping. */
export const line = (text: string, most = 300): string =>
  escaped(cut(harmless(text).replace(/\s+/g, ' ').trim(), most));

/** Shortens to `most` characters, and says so. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text
    .slice(0, most - 1)
    .toWellFormed()
    .replace(/\ufffd$/, '');
  return `${kept.trimEnd()}…`;
}

/** Bold; an asterisk inside would end it. */
export const bold = (text: string, most = 100): string => `*${line(text, most).replaceAll('*', '∗') || ' '}*`;

/** A text that Slack is to show as it is: no links or mentions are read into it. Slack takes no empty ones. */
export const mrkdwn = (text: string) => ({
  type: 'mrkdwn' as const,
  text: cut(text.trim(), 3_000) || '–',
  verbatim: true,
});

export const plain = (text: string, most: number) => ({
  type: 'plain_text' as const,
  text: cut(harmless(text).replace(/\s+/g, ' ').trim(), most) || '–',
  emoji: false,
});

/** A link with a text of ours. */
export const link = (url: string, text: string): string =>
  /^https?:\/\/[^\s<>|]+$/.test(url) ? `<${url.replaceAll('&', '&amp;')}|${text}>` : '';

/** A moment in the reader's own time zone. */
export const moment = (ms: number, format = '{date_short_pretty} {time}'): string => {
  const utc = new Date(ms).toISOString();
  return `<!date^${Math.floor(ms / 1000)}^${format}|${utc.slice(0, 16).replace('T', ' ')} UTC>`;
};
