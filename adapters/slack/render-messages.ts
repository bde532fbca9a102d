import type { types } from '@slack/bolt';
import type { Match, MessageItem } from '../../src/commands/reply.ts';
import { emphasise } from '../emphasis.ts';
import { factsOf, outcomeOf, percentOf, rankOf } from '../match-words.ts';
import { bold, cut, escaped, line, link, moment, mrkdwn } from './escape.ts';

/** Messages one below the other; those that were compared with something say how close they are, and what came of them. */
export const renderMessages = (messages: readonly MessageItem[], room: number): types.KnownBlock[] =>
  messages.map((message) => ({ type: 'section', text: mrkdwn(renderMessage(message, room)) }));

function renderMessage(message: MessageItem, room: number): string {
  const { author, channel, ts, text, permalink, match, outcome } = message;
  const head = [bold(author, 40), `#${line(channel, 40)}`, moment(ts)];
  if (permalink) head.push(link(permalink, 'Open'));
  const lines = [head.filter(Boolean).join(' · '), quote(text, room, match?.why ?? [])];
  const followed = outcomeOf(message, short);
  if (followed) {
    const when = outcome?.last ? ` · ${moment(outcome.last.ts)}` : '';
    lines.push(`↳ ${followed}${when}`);
    if (outcome?.last) lines.push(quote(outcome.last.text, Math.ceil(room / 3), []));
  }
  if (match) lines.push(closeness(match));
  return lines.join('\n');
}

function closeness(match: Match): string {
  const why = match.why.slice(0, 5).map((word) => line(word, 30));
  const facts = [
    `_${match.words} ${percentOf(match)}_`,
    rankOf(match),
    ...(why.length > 0 ? [`shares ${why.join(', ')}`] : []),
    ...factsOf(match, short),
  ];
  return facts.join(' · ');
}

const short = (text: string) => line(text, 60);

/** A text as Slack sets off what somebody else said. */
const quote = (text: string, room: number, terms: readonly string[]): string =>
  cut(text.trim().replace(/\n{2,}/g, '\n'), room)
    .split('\n')
    .map((one) => `> ${emphasise(one, terms, strong, escaped)}`)
    .join('\n');

const strong = (word: string) => `*${escaped(word).replaceAll('*', '∗')}*`;
