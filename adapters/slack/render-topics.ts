import type { types } from '@slack/bolt';
import type { TopicItem } from '../../src/commands/reply.ts';
import { few, furtherKeywords } from '../topic-words.ts';
import { buttons } from './buttons.ts';
import { bold, line, link, moment, mrkdwn } from './escape.ts';

/** Topics one below the other: name and size, where and among whom, what they sound like, and what can be done. */
export const renderTopics = (topics: readonly TopicItem[], room: number): types.KnownBlock[] =>
  topics.flatMap((topic) => [
    { type: 'section', text: mrkdwn(renderTopic(topic, room)) },
    ...buttons(topic.actions, topic),
  ]);

function renderTopic(topic: TopicItem, room: number): string {
  const { label, pinned, size, summary, channels, people, from, to, quotes } = topic;
  const lines = [`${bold(label, 100)}${pinned ? ' ★' : ''} · ${size} ${size === 1 ? 'message' : 'messages'}`];
  if (summary) lines.push(line(summary, room));
  const days = `${moment(from, '{date_short}')} – ${moment(to, '{date_short}')}`;
  lines.push(
    [few(channels.map((name) => line(`#${name}`, 30))), few(people.map((name) => line(name, 30))), days]
      .filter(Boolean)
      .join(' · '),
  );
  const words = furtherKeywords(topic);
  if (words.length > 0) lines.push(`_${line(words.join(' · '), room).replaceAll('_', '‗')}_`);
  for (const { author, text, permalink } of quotes) {
    const where = permalink && link(permalink, 'Open');
    lines.push([`> ${line(text, room / 2)}`, `— ${line(author, 30)}`, where].filter(Boolean).join(' '));
  }
  return lines.join('\n');
}
