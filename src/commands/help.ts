import type { Reply } from './reply.ts';

/** What people can ask for in a chat or at the prompt. */
export const helpReply = (): Reply => ({
  heading: 'What you can ask',
  parts: [
    {
      kind: 'usage',
      entries: [
        { command: '/topics', does: 'what people have been talking about' },
        { command: '/topics --channel ops --since 3d', does: 'the same for one channel or a shorter time' },
        { command: '/topics rename TOPIC NEW NAME', does: 'give a topic a name that stays' },
        { command: '/topics merge TOPIC OTHER', does: 'make two topics one' },
        { command: '/topics pin|unpin|hide|unhide TOPIC', does: 'keep a topic on top, or out of the list' },
        { command: '/similar TEXT', does: 'messages that say something similar' },
        { command: '/similar --message ID', does: 'messages similar to one that is there' },
        { command: '/help', does: 'this list' },
      ],
    },
    { kind: 'note', text: 'TOPIC is the id below a topic, or its name in double quotes.' },
  ],
  fallback: 'You can ask /topics, /similar TEXT and /help.',
});
