import { parse } from 'discord-markdown-parser';
import { which } from 'node-emoji';
import { readableUrl } from '../readable-url.ts';

/** Finds the names behind Discord's ids; undefined where none is known. */
export interface DiscordNames {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
  role(id: string): string | undefined;
}

/** No Discord message or embed is longer; the parser would take quadratic time over more. */
const LONGEST = 6000;
/** So many unfinished links cost the parser seconds (cubic time); then links stay as they were written. */
const MOST_LINKS = 100;

/**
 * Turns Discord's markdown into plain text: people, channels and roles by name, links by their text, emoji as `:name:`,
 * code without its ticks, spoilers open, timestamps as ISO dates. Never throws.
 *
 * @example
 * discordText('**Hi** <@123456789012345678> :wave: [guide](https://example.com/a)', { user: () => 'Ada', channel: () => undefined, role: () => undefined })
 * // 'Hi @Ada :wave: guide'
 */
export function discordText(markdown: string, names: DiscordNames): string {
  const head = markdown.slice(0, LONGEST);
  const links = head.split('](').length - 1;
  try {
    const nodes = parse(head, links > MOST_LINKS ? 'normal' : 'extended') as unknown as DiscordNode[];
    return render(nodes, names).trim() + markdown.slice(LONGEST);
  } catch {
    // The parser recurses; only text made to break it gets here.
    return markdown.trim();
  }
}

/** What the parser's rules put into a node (its own type leaves everything open). */
interface DiscordNode {
  type: string;
  content?: string | DiscordNode[];
  id?: string;
  name?: string;
  fullName?: string;
  navigation?: string;
  target?: string;
  timestamp?: string;
  format?: string;
}

const render = (nodes: readonly DiscordNode[], names: DiscordNames): string =>
  nodes.map((node) => renderNode(node, names)).join('');

function renderNode(node: DiscordNode, names: DiscordNames): string {
  const id = node.id ?? '';
  switch (node.type) {
    case 'user':
      return `@${names.user(id) ?? id}`;
    case 'channel':
      return `#${names.channel(id) ?? id}`;
    case 'role':
      return `@${names.role(id) ?? 'role'}`;
    case 'everyone':
    case 'here':
      return `@${node.type}`;
    case 'emoji':
      return `:${node.name}:`;
    case 'twemoji':
      return emojiName(node.name ?? '');
    case 'timestamp':
      return isoTime(node);
    case 'slashCommand':
      return `/${node.fullName}`;
    case 'guildNavigation':
      return node.navigation ?? '';
    case 'url':
    case 'autolink':
      return readableUrl(node.target ?? '');
    case 'newline':
    case 'br':
      return '\n';
    case 'heading':
    case 'subtext':
      return `${inner(node, names)}\n`;
    default:
      return inner(node, names);
  }
}

const inner = ({ content }: DiscordNode, names: DiscordNames) =>
  typeof content === 'string' ? content : render(content ?? [], names);

/** Signs such as © and ™ are letters to the people who type them. */
const emojiName = (emoji: string) => (emoji < '\u2190' ? emoji : which(emoji, { markdown: true })) ?? emoji;

/** `2024-05-01`, with the hour where the writer asked for one; a relative time (`R`) keeps both. */
function isoTime({ timestamp, format }: DiscordNode): string {
  const date = new Date(Number(timestamp) * 1000);
  if (Number.isNaN(date.getTime())) return '';
  const [day = '', time = ''] = date.toISOString().split('T');
  return /[dD]/.test(format ?? '') ? day : `${day} ${time.slice(0, 5)}`;
}
