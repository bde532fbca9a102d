import { expect, it } from 'vitest';
import { folder, readAll, zip } from './fixtures.ts';

const GUILD = '100000000000000001';
const CHANNEL = '100000000000000002';
const OTHER = '100000000000000003';
const id = (n: number) => `20000000000000000${n}`;
const ada = {
  id: '300000000000000001',
  name: 'ada',
  nickname: 'Ada',
  isBot: false,
  roles: [{ id: '400000000000000001', name: 'mods' }],
};

const message = (n: number, content: string, more: object = {}) => ({
  id: id(n),
  type: 'Default',
  timestamp: `2024-05-01T12:00:0${n}.000+00:00`,
  timestampEdited: null,
  content,
  author: ada,
  attachments: [],
  embeds: [],
  stickers: [],
  reactions: [],
  mentions: [],
  ...more,
});

/** A file as DiscordChatExporter writes it: indented, with the count at the end. */
const file = (channel: object, messages: unknown[], guild = GUILD) =>
  JSON.stringify(
    {
      guild: { id: guild, name: 'Acme' },
      channel: { id: CHANNEL, type: 'GuildTextChat', name: 'help', ...channel },
      messages,
      messageCount: messages.length,
    },
    null,
    2,
  );

it('reads a file: replies, edits, bots, names and links', async () => {
  const path = await folder({
    'help.json': file({}, [
      message(1, `**hello** <@${ada.id}> <@&400000000000000001> in <#${CHANNEL}>`, { mentions: [ada] }),
      message(2, 'an answer', {
        type: 'Reply',
        reference: { messageId: id(1) },
        timestampEdited: '2024-05-01T13:00:00+00:00',
      }),
      message(3, 'joined', { type: 'GuildMemberJoin' }),
      message(4, 'by number', {
        type: 19,
        author: { ...ada, nickname: null, isBot: true },
        reference: { messageId: id(2) },
      }),
      message(5, ''),
    ]),
  });
  const { messages, problems } = await readAll(path);
  expect(problems).toEqual([]);
  const common = {
    workspace: `discord:${GUILD}`,
    channel: CHANNEL,
    channelName: 'help',
    author: ada.id,
    authorName: 'Ada',
  };
  const link = (n: number) => `https://discord.com/channels/${GUILD}/${CHANNEL}/${id(n)}`;
  const ts = (n: number) => Date.UTC(2024, 4, 1, 12, 0, n);
  expect(messages).toEqual([
    { ...common, id: id(1), ts: ts(1), text: 'hello @Ada @mods in #help', permalink: link(1) },
    {
      ...common,
      id: id(2),
      replyTo: id(1),
      ts: ts(2),
      editedTs: Date.UTC(2024, 4, 1, 13),
      text: 'an answer',
      permalink: link(2),
    },
    {
      ...common,
      id: id(4),
      replyTo: id(2),
      authorName: 'ada',
      bot: true,
      ts: ts(4),
      text: 'by number',
      permalink: link(4),
    },
  ]);
});

it('takes what hangs on a message that says nothing itself', async () => {
  const embeds = [
    { title: 'Release', description: 'now *faster*', fields: [{ name: 'Size', value: 'small' }] },
  ];
  const path = await folder({
    'a.json': file({}, [
      message(1, '', { embeds }),
      message(2, '', { attachments: [{ fileName: 'plan.pdf' }], stickers: [{ name: 'Wave' }] }),
      message(3, '', { forwardedMessage: { content: 'passed **on**' }, reference: { messageId: id(9) } }),
    ]),
  });
  const { messages } = await readAll(path);
  expect(messages.map((m) => m.text)).toEqual([
    'Release\nnow faster\nSize\nsmall',
    'plan.pdf\nWave',
    'passed on',
  ]);
  expect(messages.some((m) => m.replyTo)).toBe(false);
});

it('puts public threads into their channel, keeps private ones apart, and reads no direct messages', async () => {
  const parent = { categoryId: CHANNEL, category: 'help' };
  const tree = {
    '1.json': file({ id: OTHER, type: 'GuildPublicThread', name: 'crash', ...parent }, [
      message(1, 'public'),
    ]),
    '2.json': file({ id: OTHER, type: 'GuildPrivateThread', name: 'secret', ...parent }, [
      message(2, 'private'),
    ]),
    '3.json': file({ type: 'DirectTextChat' }, [message(3, 'direct')]),
  };
  const { messages, problems } = await readAll(await zip(tree));
  expect(messages.map((m) => [m.text, m.channel, m.channelName, m.threadId])).toEqual([
    ['public', CHANNEL, 'help', OTHER],
    ['private', OTHER, 'secret', OTHER],
  ]);
  expect(messages[0]?.permalink).toBe(`https://discord.com/channels/${GUILD}/${OTHER}/${id(1)}`);
  expect(problems).toEqual([{ file: '3.json', reason: expect.stringContaining('direct messages') }]);
});

it('salvages a file up to the break, and makes no links into a guild that was anonymised', async () => {
  const whole = file({}, [message(1, 'one'), { id: 'odd' }, message(2, 'two'), message(3, 'lost')], '0');
  const { messages, problems } = await readAll(
    await folder({
      'a.json': whole.slice(0, whole.indexOf('lost')),
      'b.json': file({ id: OTHER }, [message(4, 'next')], '0'),
      'notes.json': '{"a":1}',
    }),
  );
  expect(messages.map((m) => m.text)).toEqual(['one', 'two', 'next']);
  expect(messages.some((m) => m.permalink)).toBe(false);
  expect(problems.map((p) => [p.file, p.position])).toEqual([
    ['notes.json', undefined],
    ['a.json', 'message 2'],
    ['a.json', expect.stringMatching(/^byte \d+, after 3 messages$/)],
  ]);
});
