import type { Config } from '../config.ts';
import type { Reply } from './reply.ts';

/** What is kept of people, where it goes, and how to take it back. */
export function privacyReply({ openai, embedder, labeller, botMessages }: Config): Reply {
  const server = openai?.baseUrl ? new URL(openai.baseUrl).host : 'OpenAI';
  const sent = [
    ...(embedder.startsWith('openai') ? ['every message, to be compared'] : []),
    ...(labeller.startsWith('openai') ? ['a few messages of each topic, to name it'] : []),
  ];
  const lines = [
    `What is kept: text, author and time of the messages in channels that the bot was invited to${botMessages ? ', those of other bots too' : ''}. Direct messages are never read; of files only titles are.`,
    'Where: in a database of whoever runs this bot.',
    sent.length > 0
      ? `What leaves it: ${sent.join('; ')}. It goes to ${server}.`
      : 'What leaves it: nothing. Messages are compared and named on the same machine.',
    'Who sees it: you are shown messages of channels that you may read, nobody is shown more.',
    'How to take it back: edit or delete your message, and it is edited or deleted here too. Take the bot out of a channel, and nothing of that channel is read or shown any more.',
  ];
  return {
    heading: 'What Hubbub knows',
    parts: [{ kind: 'text', text: lines.join('\n') }],
    fallback: lines.join(' '),
  };
}
