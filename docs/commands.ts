// Writes docs/commands.md: what Slack and Discord are really sent in answer to each command, on the sample. Run: node docs/commands.ts
import '../src/quick-imports.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { types } from '@slack/bolt';
import { readArchive } from '../adapters/archive/read.ts';
import { renderReply, type SlackReply } from '../adapters/slack/render.ts';
import { sampleFile } from '../adapters/terminal/terminal.ts';
import type { Live } from '../src/commands/backfill.ts';
import type { Viewer } from '../src/viewer.ts';
import { discordPart } from './in-discord.ts';

const { importArchive } = await import('../src/collect/import.ts');
const { runCommand } = await import('../src/commands/run.ts');
const { loadConfig } = await import('../src/config.ts');
const { fillEmbeddings } = await import('../src/embed/fill.ts');
const { assemble } = await import('../src/hubbub.ts');
const { refreshTopics } = await import('../src/topics/refresh.ts');

const workspace = 'sample';
const viewer: Viewer = { workspace, channels: 'all', mayCurate: true };
/** Stands for a platform that reads every channel of the sample. */
const live: Live = { readAgain: async () => true, audience: async () => viewer };
const head = `# Commands in a chat

What Slack shows in answer to each command, on the sample workspace, as Block Kit renders it: a header, quiet lines in small
print, quotes with a bar, buttons in brackets; of a picture its title and the words for those who cannot see it. Only the person
who asked sees it. \`npm run commands\` writes this page from what is really sent; in Slack dates stand in the reader's own
time zone.
`;

const dataDir = await mkdtemp(join(tmpdir(), 'hubbub-commands-'));
const hubbub = assemble(loadConfig({ HUBBUB_DATA_DIR: dataDir }));
try {
  const [store, embedder] = await Promise.all([hubbub.store(), hubbub.embedder(workspace)]);
  await importArchive(store, readArchive(sampleFile, { workspace }));
  await fillEmbeddings(store, embedder, workspace);
  await refreshTopics(store, embedder.id, await hubbub.labeller(workspace), workspace);
  const ask = async (line: string) => {
    const reply = await runCommand(hubbub, viewer, line, live);
    const pictures = reply.parts.filter((part) => part.kind === 'picture');
    return renderReply(reply, new Map(pictures.map((picture, i) => [picture, `F${i}`])));
  };

  const topics = await ask('/topics');
  const show = commandBehind(topics, 'run:show:');
  const id = show.split(' ').at(-1)!;
  const sections = [
    ['/topics', 'With the first topics only, for brevity; “More” turns the page.', shortened(topics)],
    [show, 'What the button “Messages” of a topic asks.', shortened(await ask(show))],
    ['/topics nowhere', 'What is wrong is said together with what to do.', await ask('/topics nowhere')],
    [
      '/similar tests pass locally but fail in CI',
      'The shortcut “Find similar” of a message answers the same.',
      await ask('/similar tests pass locally but fail in CI'),
    ],
    [
      '/similar why did the CSV import fail? in:#support since:2w',
      'A question is answered with the conversations that it came up in, and filters narrow it.',
      await ask('/similar why did the CSV import fail? in:#support since:2w'),
    ],
    ['/topics map', 'The picture itself is in [map.md](map.md).', await ask('/topics map')],
    [
      '/digest now',
      'More of them, and how to have one every morning, in [digests.md](digests.md).',
      await ask('/digest now'),
    ],
    ['/digest', '', await ask('/digest')],
    [
      `/topics rename ${id} Our new name`,
      'What the button “Rename” asks after a modal.',
      await ask(`/topics rename ${id} Our new name`),
    ],
    ['/hubbub status', '', await ask('/hubbub status')],
    [
      '/hubbub backfill #support',
      'For full members, where the bot is in that channel.',
      await ask('/hubbub backfill #support'),
    ],
    ['/hubbub privacy', '', await ask('/hubbub privacy')],
    ['/hubbub help', '', await ask('/hubbub help')],
  ] as const;
  const pages = sections.map(
    ([line, note, reply]) => `## \`${line}\`\n\n${note && `${note}\n\n`}${page(reply)}\n`,
  );
  const json = JSON.stringify({ text: topics.text, blocks: shortened(topics).blocks.slice(0, 4) }, null, 2);
  const raw = `## The same as JSON\n\nThe beginning of what \`/topics\` posts. \`text\` is what notifications and screen readers get.\n\n\`\`\`json\n${json}\n\`\`\`\n`;
  const inDiscord = await discordPart((line) =>
    runCommand(hubbub, { workspace, channels: 'all', mayCurate: line.startsWith('/topics rename') }, line),
  );
  await writeFile(new URL('./commands.md', import.meta.url), [head, ...pages, raw, inDiscord].join('\n'));
} finally {
  await hubbub.close();
  await rm(dataDir, { recursive: true });
}

/** The beginning of a long reply, and its last row of buttons. */
function shortened({ text, blocks }: SlackReply): SlackReply {
  return blocks.length > 12
    ? { text, blocks: [...blocks.slice(0, 6), ...blocks.slice(-2)] }
    : { text, blocks };
}

function commandBehind({ blocks }: SlackReply, prefix: string): string {
  for (const block of blocks)
    if (block.type === 'actions')
      for (const element of block.elements)
        if (element.type === 'button' && element.action_id?.startsWith(prefix))
          return (JSON.parse(element.value!) as { command: string }).command;
  throw new Error(`Nothing to press begins with ${prefix}.`);
}

/** Block Kit as Markdown, in a frame of its own. */
function page({ blocks }: SlackReply): string {
  const lines = blocks.map(block).join('\n\n').split('\n');
  return lines.map((line) => `> ${line}`.trimEnd()).join('\n');
}

function block(one: types.KnownBlock): string {
  switch (one.type) {
    case 'header':
      return `### ${one.text.text}`;
    case 'section':
      return markdown(one.text!.text);
    case 'context':
      return `<sub>${one.elements.map((element) => ('text' in element ? markdown(element.text) : '')).join(' ')}</sub>`;
    case 'image':
      return `\`picture\` **${one.title!.text}**\\\n<sub>${one.alt_text}</sub>`;
    case 'actions':
      return one.elements
        .map((element) => ('text' in element ? `\`[ ${element.text.text} ]\`` : ''))
        .join(' ');
    default:
      return '';
  }
}

/** Slack's mrkdwn as Markdown: one star for bold, links and dates in angle brackets. */
function markdown(mrkdwn: string): string {
  return mrkdwn
    .replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, '$1')
    .replace(/<(https?:[^|>]+)\|([^>]*)>/g, '[$2]($1)')
    .replace(/(^|[\s(])\*([^*\n]+)\*/gm, '$1**$2**')
    .replace(/^(?!> )(.+)$/gm, '$1\\')
    .replace(/\\$(?![\s\S])/, '')
    .replace(/\\\n(?=> )/g, '\n\n')
    .replace(/(^> .*)\n(?!> )/gm, '$1\n\n');
}
