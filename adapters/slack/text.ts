import { type Node, NodeType, parse } from 'slack-message-parser';
import { readableUrl } from '../readable-url.ts';

/** Finds the names behind Slack's ids; undefined where none is known. */
export interface SlackNames {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
  group?(id: string): string | undefined;
}

/** What all markup is made of: most messages have none, and need no parser. */
const MARKUP = /[<>&*_~`:]/;
/** Slack accepts no longer text; the parser would take quadratic time over more. */
const LONGEST = 40_000;

/**
 * Turns Slack's mrkdwn into plain text: people, channels and groups by name, links by their text, emoji as `:name:`,
 * code without its ticks, `&amp;` `&lt;` `&gt;` unescaped once. Never throws.
 *
 * @example
 * slackText('<@U1> see <https://example.com/a|the guide> &amp; `npm ci`', { user: () => 'Ada', channel: () => undefined })
 * // '@Ada see the guide & npm ci'
 */
export function slackText(mrkdwn: string, names: SlackNames): string {
  if (!MARKUP.test(mrkdwn)) return mrkdwn.trim();
  try {
    return render(parse(mrkdwn.slice(0, LONGEST)), names).trim() + unescapeOnce(mrkdwn.slice(LONGEST));
  } catch {
    // The parser recurses; only text made to break it gets here.
    return unescapeOnce(mrkdwn).trim();
  }
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
const unescapeOnce = (text: string) => text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]!);

function render(node: Node, names: SlackNames): string {
  const all = (nodes: Node[]) => nodes.map((n) => render(n, names)).join('');
  switch (node.type) {
    case NodeType.Root:
    case NodeType.Bold:
    case NodeType.Italic:
    case NodeType.Strike:
      return all(node.children);
    case NodeType.Quote:
      // The parser counts a quote's last line break as its own but leaves it out of the children.
      return all(node.children).trim() + (node.source.endsWith('\n') ? '\n' : '');
    case NodeType.Text:
      return unescapeOnce(node.text);
    case NodeType.Code:
    case NodeType.PreText:
      return code(node.text.replace(/^\n|\n$/g, ''), names);
    case NodeType.Emoji:
      // `10:30:45` looks like an emoji to the parser and is given back as it was; a skin tone says nothing.
      return node.variation ? `:${node.name}:` : unescapeOnce(node.source);
    case NodeType.UserLink:
      return `@${names.user(node.userID) ?? bareName(node.label, names) ?? node.userID}`;
    case NodeType.ChannelLink:
      return `#${names.channel(node.channelID) ?? bareName(node.label, names) ?? node.channelID}`;
    case NodeType.URL:
      return link(unescapeOnce(node.url), label(node.label, names));
    case NodeType.Command:
      return command(node.name, node.arguments, label(node.label, names), names);
    default:
      return '';
  }
}

const label = (nodes: Node[] | undefined, names: SlackNames) =>
  nodes?.map((n) => render(n, names)).join('') || undefined;

/** A label that is a name may already begin with the sign that the caller puts before it. */
const bareName = (nodes: Node[] | undefined, names: SlackNames) => label(nodes, names)?.replace(/^[@#]/, '');

/** Slack marks links and people inside code too; a `<` that somebody typed is always written `&lt;`. */
const code = (text: string, names: SlackNames) =>
  unescapeOnce(
    text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (source, target: string, shown: string | undefined) =>
      /^[@#!]/.test(target) ? slackText(source, names) : shown || target,
    ),
  );

/** Slack writes a link without text as its own label. */
function link(url: string, text: string | undefined): string {
  const bare = !text || text === url || url.endsWith(`://${text}`) || url === `mailto:${text}`;
  return bare ? readableUrl(url) : text;
}

function command(name: string, args: string[], text: string | undefined, names: SlackNames): string {
  switch (name) {
    case 'here':
    case 'channel':
    case 'everyone':
    case 'group':
      return `@${name}`;
    case 'subteam':
      return `@${names.group?.(args[0] ?? '') ?? text?.replace(/^@/, '') ?? args[0] ?? 'group'}`;
    case 'date':
      return text ?? isoDate(args[0]);
    default:
      return text ?? name;
  }
}

function isoDate(seconds: string | undefined): string {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}
