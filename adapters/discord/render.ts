import { type APIMessageTopLevelComponent, ComponentType, MessageFlags } from 'discord.js';
import type { Attachment, Check, Part, Picture, Reply } from '../../src/commands/reply.ts';
import { claimTexts } from '../claims.ts';
import type { Buttons } from './buttons.ts';
import { bold, cut, escaped, line, link, moment, plain, quote } from './escape.ts';
import { renderMessage } from './render-message.ts';
import { renderTopic } from './render-topic.ts';

/** A message of Components V2. */
export interface DiscordReply {
  flags: typeof MessageFlags.IsComponentsV2;
  components: APIMessageTopLevelComponent[];
  files: { attachment: Buffer; name: string }[];
  /** A picture of the message that this one replaces goes. */
  attachments: [];
}

/** Discord's limits for all components of a message together. */
const MOST = { components: 40, characters: 4_000 };
/** Characters of each quoted text: as many as the message has room for. */
const ROOMS = [600, 300, 150, 80, 40, 20];
const LAST = 'The rest does not fit into one message.';
const BUTTONS_IN_A_ROW = 5;

/** Everything inside a message: texts, with or without a button beside them, pictures, and rows of buttons. */
type Piece =
  | { type: ComponentType.TextDisplay; content: string }
  | {
      type: ComponentType.Section;
      components: [{ type: ComponentType.TextDisplay; content: string }];
      accessory: ReturnType<Buttons['button']>;
    }
  | { type: ComponentType.MediaGallery; items: [{ media: { url: string }; description: string }] }
  | { type: ComponentType.File; file: { url: string } }
  | { type: ComponentType.ActionRow; components: ReturnType<Buttons['button']>[] };

/**
 * Lays a reply out in Components V2, within Discord's limits; all that people wrote is escaped.
 *
 * @see https://docs.discord.com/developers/components/reference
 */
export function renderReply(reply: Reply, buttons: Buttons): DiscordReply {
  for (const room of ROOMS) {
    const pieces = layOut(reply, room, buttons);
    if (fits(pieces)) return message(pieces, reply);
  }
  return message(shortest(layOut(reply, ROOMS.at(-1)!, buttons)), reply);
}

function layOut(reply: Reply, room: number, buttons: Buttons): Piece[] {
  const { period, context, heading } = reply;
  const days = period && `${moment(period.from, 'd')} – ${moment(period.to, 'd')}`;
  const covers = [days, context && line(context)].filter(Boolean).join(' · ');
  const title = heading.length <= 150 ? `### ${line(heading, 150)}` : `**${line(heading, 500)}**`;
  const pieces = [
    text(covers ? `${title}\n-# ${covers}` : title),
    ...reply.parts.flatMap((part, i) =>
      part.kind === 'picture'
        ? [renderPicture(part, i)]
        : part.kind === 'file'
          ? [renderFile(part)]
          : renderPart(part, room, buttons),
    ),
  ];
  // Nothing may be left of what people wrote once it is harmless, and Discord refuses a text without any.
  return pieces.filter((piece) => piece.type !== ComponentType.TextDisplay || piece.content.trim() !== '');
}

function renderPart(part: Exclude<Part, Picture | Attachment>, room: number, buttons: Buttons): Piece[] {
  switch (part.kind) {
    case 'text':
      return [text(escaped(cut(part.text, room * 4)))];
    case 'note':
      return [text(`-# ${line(part.text, room)}`)];
    case 'topics':
      return part.topics.map((topic): Piece => {
        const [action] = topic.actions ?? [];
        const shown = text(renderTopic(topic, room));
        return action
          ? { type: ComponentType.Section, components: [shown], accessory: buttons.button(action) }
          : shown;
      });
    case 'messages':
      return part.messages.map((one) => text(renderMessage(one, room)));
    case 'claims':
      return claimTexts(part, room, { bullet: '-', bold, line, link }).map(text);
    case 'usage':
      return [
        text(
          part.entries
            .map(({ command, does }) => `\`${command.replaceAll('`', '')}\`  ${line(does)}`)
            .join('\n'),
        ),
      ];
    case 'checks':
      return part.checks.map((check) => text(renderCheck(check)));
    case 'actions': {
      const row = part.actions.slice(0, BUTTONS_IN_A_ROW).map((action) => buttons.button(action));
      return row.length > 0 ? [{ type: ComponentType.ActionRow, components: row }] : [];
    }
  }
}

/** The file's name must say nothing: whatever stands there goes into an address. */
const fileName = (place: number) => `picture-${place}.png`;
const renderPicture = ({ alt }: Picture, place: number): Piece => ({
  type: ComponentType.MediaGallery,
  items: [{ media: { url: `attachment://${fileName(place)}` }, description: plain(alt, 1_024) }],
});

/** Such replies are seen by one person alone. */
const renderFile = ({ name }: Attachment): Piece => ({
  type: ComponentType.File,
  file: { url: `attachment://${name}` },
});

const text = (content: string) => ({ type: ComponentType.TextDisplay as const, content });

const renderCheck = ({ name, state, finding, fix }: Check): string =>
  `${state === 'ok' ? '✓' : '✗'} **${line(name)}**: ${line(finding)}${fix ? `\n${quote(fix, 300)}` : ''}`;

const charactersOf = (piece: Piece): number => {
  if (piece.type === ComponentType.TextDisplay) return piece.content.length;
  return piece.type === ComponentType.Section ? piece.components[0].content.length : 0;
};
const countOf = (piece: Piece): number => {
  if (piece.type === ComponentType.Section) return 3;
  return piece.type === ComponentType.ActionRow ? 1 + piece.components.length : 1;
};
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** One component is the container around all. */
const fits = (pieces: readonly Piece[]): boolean =>
  sum(pieces.map(countOf)) + 1 <= MOST.components && sum(pieces.map(charactersOf)) <= MOST.characters;

/** Pieces are left out from the end on, but not the buttons there. */
function shortest(pieces: readonly Piece[]): Piece[] {
  const last = pieces.at(-1);
  const row = last?.type === ComponentType.ActionRow ? [last] : [];
  const kept = pieces.slice(0, pieces.length - row.length);
  const note = text(`-# ${LAST}`);
  while (kept.length > 0 && !fits([...kept, note, ...row])) kept.pop();
  return [...kept, note, ...row];
}

const message = (pieces: Piece[], { parts }: Reply): DiscordReply => ({
  flags: MessageFlags.IsComponentsV2,
  components: [{ type: ComponentType.Container, components: pieces }],
  files: filesOf(pieces, parts),
  attachments: [],
});

/** The pictures and files that are shown: Discord would list one that is not beside the message. */
const filesOf = (pieces: readonly Piece[], parts: readonly Part[]): DiscordReply['files'] => {
  const shown = new Set(
    pieces.flatMap((piece) => {
      if (piece.type === ComponentType.MediaGallery) return piece.items[0].media.url;
      return piece.type === ComponentType.File ? piece.file.url : [];
    }),
  );
  const named = parts.flatMap((part, i) => {
    if (part.kind === 'picture') return { attachment: Buffer.from(part.png), name: fileName(i) };
    return part.kind === 'file' ? { attachment: Buffer.from(part.content), name: part.name } : [];
  });
  return named.filter(({ name }) => shown.has(`attachment://${name}`));
};
