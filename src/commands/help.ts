import type { Reply } from './reply.ts';

/** What people can ask for in a chat or at the prompt. */
export const helpReply = (): Reply => ({
  heading: 'What you can ask',
  parts: [
    {
      kind: 'usage',
      entries: [
        { command: '/topics', does: 'what people have been talking about' },
        { command: '/topics #ops 3d', does: 'the same for one channel, or for the last three days' },
        { command: '/topics map', does: 'a picture of them, on which likeness is nearness' },
        { command: '/topics show TOPIC', does: 'the messages of a topic' },
        { command: '/topics rename TOPIC NEW NAME', does: 'give a topic a name that stays' },
        { command: '/topics merge TOPIC OTHER', does: 'make two topics one' },
        { command: '/topics pin|unpin|hide|unhide TOPIC', does: 'keep a topic on top, or out of the list' },
        { command: '/similar TEXT', does: 'messages that say something similar' },
        { command: '/similar in:#ops from:@ana since:2w TEXT', does: 'the same, narrowed; also before:' },
        { command: '/similar LINK', does: 'messages similar to one that is there' },
        { command: '/similar --diverse TEXT', does: 'prefer what says something new' },
        { command: '/digest now', does: 'what mattered in the last day' },
        {
          command: '/digest on 09:00 Europe/Berlin',
          does: 'the same every morning; without a channel, for you alone',
        },
        { command: '/digest on 09:00 in #general weekdays', does: 'a digest for everybody in a channel' },
        { command: '/digest', does: 'which digests there are, and what else can be asked of them' },
        { command: '/hubbub status', does: 'how far it has read, and what it costs' },
        { command: '/hubbub backfill #ops', does: 'read the history of a channel once more' },
        { command: '/hubbub privacy', does: 'what is kept, where it goes, and how to take it back' },
        {
          command: '/hubbub privacy opt-out|opt-in',
          does: 'keep what you write from now on out, or let it in again',
        },
        {
          command: '/hubbub privacy forget me|export mine',
          does: 'have what you wrote removed, or given to you',
        },
        { command: '/hubbub help', does: 'this list' },
      ],
    },
    { kind: 'note', text: 'TOPIC is the id below a topic, or its name in double quotes.' },
  ],
  fallback: 'You can ask /topics, /similar TEXT, /digest, and /hubbub status, backfill, privacy or help.',
});
