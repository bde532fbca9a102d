import type { TopicItem } from '../../src/commands/reply.ts';
import { bold, line, link, moment } from './escape.ts';

/** A topic: name and size, where and among whom, what it sounds like. */
export function renderTopic(topic: TopicItem, room: number): string {
  const { label, pinned, size, summary, channels, people, from, to, keywords, quotes } = topic;
  const lines = [`${bold(label, 100)}${pinned ? ' ★' : ''} · ${size} ${size === 1 ? 'message' : 'messages'}`];
  if (summary) lines.push(line(summary, room));
  const days = `${moment(from, 'd')} – ${moment(to, 'd')}`;
  lines.push([few(channels.map((name) => `#${name}`)), few(people), days].filter(Boolean).join(' · '));
  const words = keywords.filter((word) => !label.toLowerCase().includes(word.toLowerCase())).slice(0, 5);
  if (words.length > 0) lines.push(`-# ${line(words.join(' · '), room)}`);
  for (const { author, text, permalink } of quotes) {
    const where = permalink && link(permalink, 'Open');
    lines.push([`> ${line(text, room / 2)}`, `— ${line(author, 30)}`, where].filter(Boolean).join(' '));
  }
  return lines.join('\n');
}

/** Up to three names, and how many more. */
function few(names: readonly string[]): string {
  const shown = names
    .slice(0, 3)
    .map((name) => line(name, 30))
    .join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
