import type { MessageItem } from '../../src/commands/reply.ts';
import { bold, line, link, moment, quote } from './escape.ts';

/** A message: who said it, where and when, and how close it is to what it was compared with. */
export function renderMessage(
  { author, channel, ts, text, permalink, match }: MessageItem,
  room: number,
): string {
  const head = [bold(author, 40), line(`#${channel}`, 40), moment(ts)];
  if (permalink) head.push(link(permalink, 'Open'));
  const lines = [head.filter(Boolean).join(' · '), quote(text, room)];
  if (match) {
    const why = match.why.slice(0, 5).map((word) => line(word, 30));
    const shared = why.length > 0 ? ` · shares ${why.join(', ')}` : '';
    const percent = Math.round(match.similarity * 100);
    lines.push(
      `-# ${match.words} ${percent}% · closer than ${share(match.percentile)} random pairs${shared}`,
    );
  }
  return lines.join('\n');
}

/** Rounded down: 99.97 must not read as 100. */
const share = (percentile: number) => (percentile >= 100 ? 'all' : `${Math.floor(percentile * 10) / 10}% of`);
