import { type APIMessageTopLevelComponent, ComponentType } from 'discord.js';
import { Buttons } from '../adapters/discord/buttons.ts';
import { type DiscordReply, renderReply } from '../adapters/discord/render.ts';
import type { Reply } from '../src/commands/reply.ts';

/** A part of docs/commands.md: what Discord is really sent in answer to each command. */
export async function discordPart(ask: (line: string) => Promise<Reply>): Promise<string> {
  const buttons = new Buttons();
  const answer = async (line: string) => renderReply(await ask(line), buttons);
  const topics = await answer('/topics');
  const id = /\/topics show (\w+)/.exec(JSON.stringify(topics))![1]!;
  const sections = [
    [
      '/topics',
      'The first topics only, for brevity. The button beside a topic shows its messages.',
      shortened(topics),
    ],
    ['/topics topic:…', '', shortened(await answer(`/topics show ${id}`))],
    ['/topic rename', 'A modal asks for the name.', await answer(`/topics rename ${id} Our own name`)],
    [
      '/similar text:tests pass locally but fail in CI',
      '“Find similar” in the menu of a message answers the same.',
      await answer('/similar tests pass locally but fail in CI'),
    ],
    ['/topics as:map', '', await answer('/topics map')],
    ['/digest now', '', shortened(await answer('/digest now'))],
    ['/hubbub status', '', await answer('/hubbub status')],
  ] as const;
  const pages = sections.map(
    ([line, note, reply]) => `### \`${line}\`\n\n${note && `${note}\n\n`}${page(reply)}\n`,
  );
  const [container] = shortened(topics, 3).components;
  const json = JSON.stringify(container, null, 2);
  return [
    `## In Discord\n\nThe same answers as Components V2: a frame, small print, quotes with a bar, and buttons in brackets, some of them
beside a text. Dates, written \`<t:…>\`, Discord shows in the reader's own time zone.\n`,
    ...pages,
    `### The same as JSON\n\nThe beginning of what \`/topics\` sends.\n\n\`\`\`json\n${json}\n\`\`\`\n`,
  ].join('\n');
}

/** The beginning of a long reply, and its last row of buttons. */
function shortened(reply: DiscordReply, most = 5): DiscordReply {
  const [frame] = reply.components;
  if (frame?.type !== ComponentType.Container || frame.components.length <= most) return reply;
  const inside = [...frame.components.slice(0, most - 1), frame.components.at(-1)!];
  return { ...reply, components: [{ ...frame, components: inside }] };
}

function page({ components }: DiscordReply): string {
  const lines = components.flatMap(textsIn).join('\n\n').split('\n');
  return lines.map((line) => `> ${line}`.trimEnd()).join('\n');
}

type Inside =
  | APIMessageTopLevelComponent
  | Extract<APIMessageTopLevelComponent, { type: ComponentType.Container }>['components'][number];

function textsIn(one: Inside): string[] {
  switch (one.type) {
    case ComponentType.Container:
      return one.components.flatMap(textsIn);
    case ComponentType.TextDisplay:
      return [markdown(one.content)];
    case ComponentType.Section: {
      const [text] = one.components;
      return [markdown(text!.content), buttonsIn([one.accessory])];
    }
    case ComponentType.MediaGallery:
      return one.items.map((item) => `\`picture\` <sub>${item.description}</sub>`);
    case ComponentType.ActionRow:
      return [buttonsIn(one.components)];
    default:
      return [];
  }
}

const buttonsIn = (row: readonly object[]): string =>
  row.map((button) => ('label' in button ? `\`[ ${button.label} ]\`` : '')).join(' ');

/** Discord's markdown as GitHub's: small print, dates, and lines that stay lines. */
const markdown = (text: string): string =>
  text
    .replace(/<t:(\d+):(.)>/g, (_, s, format) =>
      new Date(s * 1000)
        .toISOString()
        .slice(0, format === 'd' ? 10 : 16)
        .replace('T', ' '),
    )
    .replace(/^### (.*)$/gm, '**$1**\n')
    .replace(/^-# (.*)$/gm, '\n<sub>$1</sub>')
    .replace(/^(?![>\n])(.+)\n(?=>)/gm, '$1\n\n');
