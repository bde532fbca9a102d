import stringWidth from 'string-width';
import type { TopicItem } from '../../src/commands/reply.ts';
import { oneLine } from './harmless.ts';
import { type Page, shorten, sparkline, spread, wrap } from './page.ts';
import { days } from './when.ts';

/** Topics as a numbered list, each with its size over time, where and among whom it is, and what it sounds like. */
export function renderTopics(topics: readonly TopicItem[], page: Page): string {
  const indent = String(topics.length).length + 2;
  return topics.map((topic, i) => renderTopic(topic, i + 1, indent, page)).join('\n\n');
}

function renderTopic(topic: TopicItem, number: number, indent: number, page: Page): string {
  const inside = page.width - indent;
  const margin = ' '.repeat(indent);
  const plain = (text: string) => shorten(oneLine(text), inside);

  const size = `${String(topic.size).padStart(5)} message${topic.size === 1 ? ' ' : 's'}`;
  const chart = sparkline(topic.activity);
  const name = shorten(oneLine(topic.label), inside - stringWidth(size) - stringWidth(chart) - 6);
  const place = page.paint('dim', `${number}`.padStart(indent - 2));
  const title = page.paint(['bold', 'cyan'], name) + (topic.pinned ? page.paint('yellow', ' ★') : '');
  const right = `${page.paint('green', chart)} ${page.paint('bold', size)}`;
  const lines = [spread(page, `${place}  ${title}`, right)];

  if (topic.summary) lines.push(wrap(page, oneLine(topic.summary), indent));
  const facts = [
    few(topic.channels.map((name) => `#${oneLine(name)}`)),
    few(topic.people),
    days(topic.from, topic.to),
  ];
  const room = inside - stringWidth(topic.id) - 3;
  lines.push(margin + page.paint('dim', `${shorten(oneLine(facts.join(' · ')), room)} · ${topic.id}`));
  const label = topic.label.toLowerCase();
  const more = topic.keywords.filter((word) => !label.includes(word.toLowerCase())).slice(0, 6);
  if (more.length) lines.push(margin + page.paint('magenta', plain(more.join(' · '))));
  for (const quote of topic.quotes) {
    const author = oneLine(quote.author);
    const text = shorten(oneLine(quote.text), inside - stringWidth(author) - 5);
    lines.push(`${margin}“${text}” ${page.paint('dim', `— ${author}`)}`);
  }
  return lines.join('\n');
}

/** Up to three names, and how many more. */
function few(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
