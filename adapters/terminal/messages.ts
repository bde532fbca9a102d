import type { Match, MessageItem } from '../../src/commands/reply.ts';
import { emphasise } from '../emphasis.ts';
import { factsOf, outcomeOf, percentOf, rankOf } from '../match-words.ts';
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
  'same words': 'yellow',
  weak: 'dim',
} as const;

function renderMessage(message: MessageItem, number: number, indent: number, page: Page): string {
  const { match } = message;
  const who = `${page.paint('bold', shorten(oneLine(message.author), 24))} ${page.paint('dim', `in #${shorten(oneLine(message.channel), 24)} · ${moment(message.ts)}`)}`;
  const left = `${page.paint('dim', `${number}`.padStart(indent - 2))}  ${who}`;
  const right = match
    ? `${page.paint(colours[match.words], match.words)} ${page.paint('bold', percentOf(match))}`
    : '';
  const lines = [spread(page, left, right)];
  const text = shorten(
    harmless(message.text)
      .trim()
      .replace(/\n{2,}/g, '\n'),
    longest,
  );
  const mark = (word: string) => page.paint(['bold', 'yellow'], word);
  const terms = (match?.why ?? []).map(oneLine);
  lines.push(emphasise(wrap(page, text, indent), terms, mark, (between) => between));
  const followed = outcomeOf(message, brief);
  if (followed) lines.push(page.paint('cyan', wrap(page, `↳ ${followed}`, indent)));
  if (message.outcome?.last)
    lines.push(wrap(page, shorten(oneLine(message.outcome.last.text), longest / 2), indent + 2));
  const place = oneLine(message.permalink ?? message.id);
  const facts = match ? `${closeness(match)} · ${place}` : place;
  lines.push(page.paint('dim', wrap(page, facts, indent)));
  return lines.join('\n');
}

function closeness(match: Match): string {
  const why = match.why.map(oneLine);
  const shared = why.length > 0 ? [`shares ${why.join(', ')}`] : [];
  return [rankOf(match), ...shared, ...factsOf(match, brief)].join(' · ');
}

const brief = (text: string) => shorten(oneLine(text), 60);
