import type { types } from '@slack/bolt';
import type { Check, Part, Picture, Reply } from '../../src/commands/reply.ts';
import { claimTexts } from '../claims.ts';
import { buttons } from './buttons.ts';
import { bold, cut, escaped, line, link, moment, mrkdwn, plain } from './escape.ts';
import { renderMessages } from './render-messages.ts';
import { renderTopics } from './render-topics.ts';

/** A message for Slack: blocks to look at, and the same as a text for notifications and screen readers. */
export interface SlackReply {
  text: string;
  blocks: types.KnownBlock[];
}

/** Slack refuses messages of much more than 13,000 characters, though it documents no bound. */
const LONGEST = 12_500;
const MOST_BLOCKS = 50;
/** Characters of each quoted text: as many as the message has room for. */
const ROOMS = [600, 450, 300, 240, 190, 150, 110, 80, 40];

/** Ids of the files that hold the pictures of a reply. */
export type Uploaded = ReadonlyMap<Picture, string>;

/**
 * Lays a reply out in Block Kit, within Slack's limits; all that people wrote is escaped.
 *
 * @param uploaded a picture that is not among them is described in words
 * @see https://docs.slack.dev/reference/block-kit
 */
export function renderReply(reply: Reply, uploaded: Uploaded = new Map()): SlackReply {
  const text = line(reply.fallback, 2_000) || 'Hubbub';
  for (const room of ROOMS) {
    const blocks = layOut(reply, room, uploaded);
    if (blocks.length <= MOST_BLOCKS && JSON.stringify(blocks).length <= LONGEST) return { text, blocks };
  }
  return { text, blocks: shortest(layOut(reply, ROOMS.at(-1)!, uploaded)) };
}

function layOut(reply: Reply, room: number, uploaded: Uploaded): types.KnownBlock[] {
  const { period } = reply;
  const covers = [
    period && `${moment(period.from, '{date_short}')} – ${moment(period.to, '{date_short}')}`,
    reply.context && line(reply.context),
  ].filter(Boolean);
  return [
    heading(reply.heading),
    ...(covers.length > 0 ? [quiet(covers.join(' · '))] : []),
    ...reply.parts.flatMap((part) => renderPart(part, room, uploaded)),
  ];
}

/** Headers hold 150 characters; what is longer (an error in a sentence) is said in bold. */
const heading = (text: string): types.KnownBlock =>
  text.length <= 150
    ? { type: 'header', text: plain(text, 150) }
    : { type: 'section', text: mrkdwn(`*${line(text, 500).replaceAll('*', '∗')}*`) };

function renderPart(part: Part, room: number, uploaded: Uploaded): types.KnownBlock[] {
  switch (part.kind) {
    case 'text':
      return part.text ? [section(escaped(cut(part.text, room * 4)))] : [];
    case 'note':
      return [quiet(escaped(cut(part.text, room)))];
    case 'topics':
      return renderTopics(part.topics, room);
    case 'messages':
      return renderMessages(part.messages, room);
    case 'claims':
      return claimTexts(part, room, { bullet: '•', bold, line, link }).map((text) => ({
        type: 'section',
        text: mrkdwn(text),
      }));
    case 'usage':
      return [
        section(part.entries.map(({ command, does }) => `\`${line(command)}\`  ${line(does)}`).join('\n')),
      ];
    case 'checks':
      return part.checks.map(renderCheck);
    case 'actions':
      return buttons(part.actions);
    case 'file':
      return [quiet(`${line(part.name)} comes to you as a direct message.`)];
    case 'picture':
      return [renderPicture(part, uploaded.get(part))];
  }
}

const renderPicture = ({ title, alt }: Picture, file: string | undefined): types.KnownBlock =>
  file
    ? {
        type: 'image',
        slack_file: { id: file },
        alt_text: plain(alt, 2_000).text,
        title: plain(title, 200),
      }
    : quiet(line(alt, 1_000));

const section = (text: string): types.SectionBlock => ({ type: 'section', text: mrkdwn(text) });
const quiet = (text: string): types.ContextBlock => ({ type: 'context', elements: [mrkdwn(text)] });

const renderCheck = ({ name, state, finding, fix }: Check): types.KnownBlock =>
  section(`${state === 'ok' ? '✓' : '✗'} *${line(name)}*: ${line(finding)}${fix ? `\n→ ${line(fix)}` : ''}`);

/** As many blocks from the beginning as Slack takes. */
function shortest(blocks: types.KnownBlock[]): types.KnownBlock[] {
  const kept = blocks.slice(0, MOST_BLOCKS - 1);
  while (JSON.stringify(kept).length > LONGEST) kept.pop();
  return [...kept, quiet('The rest does not fit into one message.')];
}
