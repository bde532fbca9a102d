import type { TopicItem } from '../../src/commands/reply.ts';
import { few, furtherKeywords } from '../topic-words.ts';
import { bold, line, link, moment } from './escape.ts';

/** A topic: name and size, where and among whom, what it sounds like. */
export function renderTopic(topic: TopicItem, room: number): string {
  const { label, pinned, size, summary, channels, people, from, to, quotes } = topic;
  const lines = [`${bold(label, 100)}${pinned ? ' ★' : ''} · ${size} ${size === 1 ? 'message' : 'messages'}`];
  if (summary) lines.push(line(summary, room));
  const days = `${moment(from, 'd')} – ${moment(to, 'd')}`;
  lines.push(
    [few(channels.map((name) => line(`#${name}`, 30))), few(people.map((name) => line(name, 30))), days]
      .filter(Boolean)
      .join(' · '),
  );
  const words = furtherKeywords(topic);
  if (words.length > 0) lines.push(`-# ${line(words.join(' · '), room)}`);
  for (const { author, text, permalink } of quotes) {
    const where = permalink && link(permalink, 'Open');
    lines.push([`> ${line(text, room / 2)}`, `— ${line(author, 30)}`, where].filter(Boolean).join(' '));
  }
  return lines.join('\n');
}
