import { readableUrl } from '../readable-url.ts';
import { type SlackNames, slackText } from './text.ts';

type Json = Record<string, unknown>;

/**
 * The text of Slack's Block Kit blocks, a line each, for messages whose own text is empty.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
export function blocksText(blocks: unknown, names: SlackNames): string {
  return list(blocks)
    .map((block) => blockText(block, names))
    .filter(Boolean)
    .join('\n');
}

function blockText(block: Json, names: SlackNames): string {
  switch (block.type) {
    case 'rich_text':
      return list(block.elements)
        .map((element) => richText(element, names))
        .join('\n')
        .trim();
    case 'header':
    case 'section':
      return [textObject(block.text, names), ...list(block.fields).map((field) => textObject(field, names))]
        .filter(Boolean)
        .join('\n');
    case 'context':
      return list(block.elements)
        .map((element) => textObject(element, names))
        .filter(Boolean)
        .join(' ');
    case 'markdown':
      return string(block.text);
    case 'image':
    case 'video':
      return textObject(block.title, names) || string(block.alt_text);
    default:
      return '';
  }
}

/** A text object, `{type: 'mrkdwn' | 'plain_text', text}`, or a bare string. */
function textObject(value: unknown, names: SlackNames): string {
  const { type, text } = object(value);
  return type === 'plain_text' ? string(text) : slackText(string(text) || string(value), names);
}

/** An element of a rich text block; its strings are neither escaped nor marked up. */
function richText(element: Json, names: SlackNames): string {
  const id = string(element.user_id) || string(element.channel_id) || string(element.usergroup_id);
  switch (element.type) {
    case 'text':
      return string(element.text);
    case 'link':
      return string(element.text) || readableUrl(string(element.url));
    case 'emoji':
      return `:${string(element.name)}:`;
    case 'user':
      return `@${names.user(id) ?? id}`;
    case 'usergroup':
      return `@${names.group?.(id) ?? id}`;
    case 'channel':
      return `#${names.channel(id) ?? id}`;
    case 'broadcast':
      return `@${string(element.range)}`;
    case 'date':
      return string(element.fallback);
    case 'rich_text_list':
      return list(element.elements)
        .map((item) => richText(item, names))
        .join('\n');
    default:
      return list(element.elements)
        .map((part) => richText(part, names))
        .join('');
  }
}

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.map(object) : []);
const string = (value: unknown): string => (typeof value === 'string' ? value : '');
