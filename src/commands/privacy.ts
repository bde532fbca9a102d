import type { Config } from '../config.ts';
import type { Hubbub } from '../hubbub.ts';
import type { Viewer } from '../viewer.ts';
import { choicesFor, ownMessages } from './own-messages.ts';
import type { Reply } from './reply.ts';

/** Says what is kept of people, where it goes, and how to take it back; or does what somebody asks about their own messages. */
export async function privacyReply(hubbub: Hubbub, viewer: Viewer, words: string): Promise<Reply> {
  if (words.trim()) return ownMessages(hubbub, viewer, words);
  const lines = [...whatIsKept(hubbub.config), ...howToTakeItBack];
  const actions = await choicesFor(hubbub, viewer);
  return {
    heading: 'What Hubbub knows',
    parts: [
      { kind: 'text', text: lines.join('\n') },
      ...(actions.length > 0 ? [{ kind: 'actions' as const, actions }] : []),
    ],
    fallback: lines.join(' '),
  };
}

/** Told to a channel that the bot was brought into. */
export function welcomeReply(config: Config): Reply {
  const lines = [
    ...whatIsKept(config),
    'Your own messages: say /hubbub privacy to keep them out, have them forgotten, or get them.',
  ];
  const heading = 'Hubbub is here: it reads this channel to find topics and what is similar';
  return {
    heading,
    parts: [{ kind: 'text', text: lines.join('\n') }],
    fallback: `${heading}. /hubbub privacy says what is kept.`,
  };
}

/** What is collected here, how long it stays, and where it goes, as the settings have it: one sentence or two a line. */
function whatIsKept({
  openai,
  embedder,
  labeller,
  botMessages,
  retention,
  onlyChannels,
}: Pick<
  Config,
  'openai' | 'embedder' | 'labeller' | 'botMessages' | 'retention' | 'onlyChannels'
>): string[] {
  const server = openai?.baseUrl ? new URL(openai.baseUrl).host : 'OpenAI';
  const sent = [
    ...(embedder.startsWith('openai') ? ['every message, to be compared'] : []),
    ...(labeller.startsWith('openai')
      ? ['a few messages of each topic, to name it and to write digests']
      : []),
  ];
  const channels = onlyChannels ? 'chosen channels' : 'channels that the bot was invited to';
  const days = retention.days ? `for ${retention.days} days` : 'until they are deleted';
  return [
    `What is kept: text, author and time of the messages in ${channels}${botMessages ? ', those of other bots too' : ''}, ${days}. Direct messages are never read; of files only titles are.`,
    'Where: in a database of whoever runs this bot.',
    sent.length > 0
      ? `What leaves it: ${sent.join('; ')}, without e-mail addresses and known kinds of passwords and keys. It goes to ${server}.`
      : 'What leaves it: nothing. Messages are compared and named on the same machine.',
  ];
}

const howToTakeItBack = [
  'Who sees it: you are shown messages of channels that you may read, nobody is shown more.',
  'How to take it back: edit or delete your message, and it is edited or deleted here too. /hubbub privacy opt-out keeps what you write from now on out, forget me removes what you wrote, export mine gives it to you. Take the bot out of a channel, and nothing of that channel is read or shown any more.',
];
