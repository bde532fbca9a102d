import { expect, it } from 'vitest';
import { folder, readAll, type Tree, zip } from './fixtures.ts';

const at = (second: number) => `17000000${String(second).padStart(2, '0')}.000100`;
const said = (second: number, user: string, text: string, more: object = {}) => ({
  type: 'message',
  ts: at(second),
  user,
  text,
  ...more,
});

/** A small export as Slack writes it now. */
const acme = {
  'users.json': [
    { id: 'U1', team_id: 'T1', name: 'ada', profile: { display_name: 'Ada' } },
    { id: 'U2', team_id: 'T1', name: 'bo', profile: { display_name: '', real_name: 'Bo B.' } },
  ],
  'channels.json': [
    { id: 'C0000001', name: 'general' },
    { id: 'C0000002', name: 'random' },
  ],
  'dms.json': [{ id: 'D0000001', members: ['U1', 'U2'] }],
  'integration_logs.json': [],
  'general/2023-11-14.json': [
    said(1, 'U1', 'Who broke the *build*? <@U2>'),
    said(2, 'U2', 'joined', { subtype: 'channel_join' }),
    said(3, 'U2', 'Fixed in <https://example.com/pr/7|#7>', {
      thread_ts: at(1),
      edited: { user: 'U2', ts: at(9) },
    }),
    said(4, 'U1', '', {
      files: [{ title: 'Screenshot', permalink: 'https://acme.slack.com/files/U1/F1/s.png' }],
    }),
    said(5, 'U1', ''),
  ],
  'general/2023-11-15.json': [
    { type: 'message', subtype: 'bot_message', ts: at(60), bot_id: 'B1', username: 'ci', text: 'green' },
  ],
  'D0000001/2023-11-14.json': [said(6, 'U1', 'just between us')],
} satisfies Tree;

it('reads a folder: threads, edits, files, bots and links; no joins, no empty and no direct messages', async () => {
  const { messages, problems, checkpoints } = await readAll(await folder(acme));
  expect(problems).toEqual([]);
  expect(checkpoints.map((c) => [c.workspace, c.file])).toEqual([
    ['slack:T1', 'general/2023-11-14.json'],
    ['slack:T1', 'general/2023-11-15.json'],
  ]);
  const common = { workspace: 'slack:T1', channel: 'C0000001', channelName: 'general' };
  const link = (second: number) => `https://acme.slack.com/archives/C0000001/p${at(second).replace('.', '')}`;
  const ms = (second: number) => 1_700_000_000_000 + second * 1000;
  expect(messages).toEqual([
    {
      ...common,
      id: `C0000001/${at(1)}`,
      author: 'U1',
      authorName: 'Ada',
      ts: ms(1),
      text: 'Who broke the build? @Bo B.',
      permalink: link(1),
    },
    {
      ...common,
      id: `C0000001/${at(3)}`,
      threadId: `C0000001/${at(1)}`,
      author: 'U2',
      authorName: 'Bo B.',
      ts: ms(3),
      editedTs: ms(9),
      text: 'Fixed in #7',
      permalink: `${link(3)}?thread_ts=${at(1)}&cid=C0000001`,
    },
    {
      ...common,
      id: `C0000001/${at(4)}`,
      author: 'U1',
      authorName: 'Ada',
      ts: ms(4),
      text: 'Screenshot',
      permalink: link(4),
    },
    {
      ...common,
      id: `C0000001/${at(60)}`,
      author: 'B1:ci',
      authorName: 'ci',
      bot: true,
      ts: ms(60),
      text: 'green',
      permalink: link(60),
    },
  ]);
});

it('reads the same from a zip, and from a zip with a folder around everything', async () => {
  const { messages } = await readAll(await folder(acme));
  expect((await readAll(await zip(acme))).messages).toEqual(messages);
  const wrapped = Object.fromEntries(
    Object.entries(acme).map(([path, content]) => [`export/${path}`, content]),
  );
  const { messages: fromWrapped } = await readAll(
    await zip({ ...wrapped, '__MACOSX/export/._users.json': 'junk' }),
  );
  expect(fromWrapped).toEqual(messages);
});

it('makes do without lists: names from profiles, channels from folders, the workspace from the name', async () => {
  const bare = {
    'general/2023-11-14.json': [
      said(1, 'U1', 'hello <@U2> and <@U3>'),
      said(2, 'U2', 'hi', { user_profile: { real_name: 'Bo' } }),
    ],
  };
  const { messages } = await readAll(await zip(bare, 'Acme Slack export Jan 1 2023 - Dec 1 2023.zip'));
  expect(messages.map((m) => [m.workspace, m.id, m.authorName, m.text])).toEqual([
    ['slack:Acme', `general/${at(1)}`, undefined, 'hello @Bo and @U3'],
    ['slack:Acme', `general/${at(2)}`, 'Bo', 'hi'],
  ]);
  expect(messages.some((m) => 'permalink' in m)).toBe(false);
});

it('takes the workspace that most messages name, or the one that is given', async () => {
  const shared = {
    'general/2023-11-14.json': [
      said(1, 'U9', 'guest', { team: 'T9' }),
      said(2, 'U1', 'a', { team: 'T1' }),
      said(3, 'U1', 'b', { team: 'T1' }),
    ],
  };
  const path = await folder(shared);
  expect((await readAll(path)).messages[0]?.workspace).toBe('slack:T1');
  expect((await readAll(path, { workspace: 'slack:mine' })).messages[0]?.workspace).toBe('slack:mine');
});

it('salvages a broken day up to the break, names the place, and reads on', async () => {
  const day = JSON.stringify([said(1, 'U1', 'whole'), said(2, 'U1', 'cut here')]);
  const { messages, problems } = await readAll(
    await folder({
      ...acme,
      'random/2023-11-14.json': day.slice(0, -20),
      'random/2023-11-15.json': [said(3, 'U1', 'next day'), 'no message', { text: 'no ts' }],
      'users.json': '[{"id":"U1","name":"ada"},',
    }),
  );
  expect(messages.filter((m) => m.channelName === 'random').map((m) => m.text)).toEqual([
    'whole',
    'next day',
  ]);
  expect(messages[0]?.authorName).toBe('ada');
  expect(problems.map((p) => [p.file, p.position])).toEqual([
    ['users.json', undefined],
    ['random/2023-11-14.json', expect.stringMatching(/^byte \d+, after 1 messages$/)],
    ['random/2023-11-15.json', 'message 2'],
    ['random/2023-11-15.json', 'message 3'],
  ]);
});

it('does not unfold a zip bomb into memory', async () => {
  const bomb = { 'general/2023-11-14.json': [said(1, 'U1', 'before'), said(2, 'U1', 'a'.repeat(1 << 25))] };
  const { messages, problems } = await readAll(await zip(bomb));
  expect(messages.map((m) => m.text)).toEqual(['before']);
  expect(problems[0]?.reason).toContain('larger than any message');
});
