import type { MessageItem } from '../../src/commands/reply.ts';
import { harmless, oneLine } from './harmless.ts';
import { type Page, shorten, spread, wrap } from './page.ts';
import { moment } from './when.ts';

const longest = 400;

/** Messages as a numbered list; those that were compared with something say how close they are, and by what terms. */
export function renderMessages(messages: readonly MessageItem[], page: Page): string {
  const indent = String(messages.length).length + 2;
  return messages.map((message, i) => renderMessage(message, i + 1, indent, page)).join('\n\n');
}

const colours = {
  'near-identical': 'green',
  'strongly related': 'green',
  related: 'yellow',
  weak: 'dim',
} as const;

function renderMessage(message: MessageItem, number: number, indent: number, page: Page): string {
  const { match } = message;
  const who = `${page.paint('bold', shorten(oneLine(message.author), 24))} ${page.paint('dim', `in #${shorten(oneLine(message.channel), 24)} · ${moment(message.ts)}`)}`;
  const left = `${page.paint('dim', `${number}`.padStart(indent - 2))}  ${who}`;
  const right = match
    ? `${page.paint(colours[match.words], match.words)} ${page.paint('bold', percent(match.similarity))}`
    : '';
  const lines = [spread(page, left, right)];
  const text = shorten(
    harmless(message.text)
      .trim()
      .replace(/\n{2,}/g, '\n'),
    longest,
  );
  lines.push(highlight(wrap(page, text, indent), match?.why ?? [], page));
  const place = oneLine(message.permalink ?? message.id);
  const facts = match ? `${closeness(match)} · ${place}` : place;
  lines.push(page.paint('dim', wrap(page, facts, indent)));
  return lines.join('\n');
}

function closeness({ percentile, why }: NonNullable<MessageItem['match']>): string {
  // Rounded down: 99.97 must not read as 100.
  const share = `${Math.floor(percentile * 10) / 10}% of`;
  const rank = `closer than ${percentile >= 100 ? 'all' : share} random pairs`;
  return why.length ? `${rank} · shares ${why.map(oneLine).join(', ')}` : rank;
}

const percent = (share: number) => `${Math.round(share * 100)}%`;

function highlight(text: string, terms: readonly string[], page: Page): string {
  const words = terms.flatMap((term) => oneLine(term).split(' ')).filter(Boolean);
  if (words.length === 0) return text;
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.map(RegExp.escape).join('|')})`, 'giu');
  return text.replace(pattern, (word) => page.paint(['bold', 'yellow'], word));
}
