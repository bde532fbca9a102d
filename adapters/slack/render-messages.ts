import type { types } from '@slack/bolt';
import type { MessageItem } from '../../src/commands/reply.ts';
import { bold, cut, escaped, line, link, moment, mrkdwn } from './escape.ts';

/** Messages one below the other; those that were compared with something say how close they are. */
export const renderMessages = (messages: readonly MessageItem[], room: number): types.KnownBlock[] =>
  messages.map((message) => ({ type: 'section', text: mrkdwn(renderMessage(message, room)) }));

function renderMessage({ author, channel, ts, text, permalink, match }: MessageItem, room: number): string {
  const head = [bold(author, 40), `#${line(channel, 40)}`, moment(ts)];
  if (permalink) head.push(link(permalink, 'Open'));
  const lines = [head.filter(Boolean).join(' · '), quote(text, room)];
  if (match) {
    const shared =
      match.why.length > 0
        ? ` · shares ${match.why
            .slice(0, 5)
            .map((word) => line(word, 30))
            .join(', ')}`
        : '';
    lines.push(
      `_${match.words} ${Math.round(match.similarity * 100)}%_ · closer than ${share(match.percentile)} random pairs${shared}`,
    );
  }
  return lines.join('\n');
}

/** A text as Slack sets off what somebody else said. */
const quote = (text: string, room: number): string =>
  cut(text.trim().replace(/\n{2,}/g, '\n'), room)
    .split('\n')
    .map((one) => `> ${escaped(one)}`)
    .join('\n');

/** Rounded down: 99.97 must not read as 100. */
const share = (percentile: number) => (percentile >= 100 ? 'all' : `${Math.floor(percentile * 10) / 10}% of`);
