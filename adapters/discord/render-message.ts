import type { Match, MessageItem } from '../../src/commands/reply.ts';
import { emphasise } from '../emphasis.ts';
import { factsOf, outcomeOf, percentOf, rankOf } from '../match-words.ts';
import { bold, escaped, line, link, moment, quote } from './escape.ts';

/** A message: who said it, where and when, how close it is to what it was compared with, and what came of it. */
export function renderMessage(message: MessageItem, room: number): string {
  const { author, channel, ts, text, permalink, match, outcome } = message;
  const head = [bold(author, 40), line(`#${channel}`, 40), moment(ts)];
  if (permalink) head.push(link(permalink, 'Open'));
  const mark = (one: string) => emphasise(one, match?.why ?? [], strong, escaped);
  const lines = [head.filter(Boolean).join(' · '), quote(text, room, mark)];
  const followed = outcomeOf(message, short);
  if (followed) {
    const when = outcome?.last ? ` · ${moment(outcome.last.ts)}` : '';
    lines.push(`↳ ${followed}${when}`);
    if (outcome?.last) lines.push(quote(outcome.last.text, Math.ceil(room / 3)));
  }
  if (match) lines.push(closeness(match));
  return lines.join('\n');
}

function closeness(match: Match): string {
  const why = match.why.slice(0, 5).map((word) => line(word, 30));
  const facts = [
    `${match.words} ${percentOf(match)}`,
    rankOf(match),
    ...(why.length > 0 ? [`shares ${why.join(', ')}`] : []),
    ...factsOf(match, short),
  ];
  return `-# ${facts.join(' · ')}`;
}

const short = (text: string) => line(text, 60);
const strong = (word: string) => `**${escaped(word)}**`;
