import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { messages } from '../src/store/schema.ts';
import { openStore } from '../src/store/store.ts';
import { Bot } from './bot.ts';
import { newDataFolder } from './data-folder.ts';
import type { AppManifest } from './fakes/slack/manifest.ts';
import type { SlackChannel, SlackUser } from './fakes/slack/model.ts';
import type { Reply } from './fakes/slack/records.ts';
import { SlackFake } from './fakes/slack/slack.ts';
import type { SlackTeam } from './fakes/slack/team.ts';
import { until } from './fakes/slack/until.ts';
import { teamChat } from './team-chat.ts';

// The real program with the real SDK against Slack on loopback; each part goes on where the one before left off.

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const manifest = JSON.parse(
  readFileSync(new URL('../slack-manifest.json', import.meta.url), 'utf8'),
) as AppManifest;

let slack: SlackFake;
let team: SlackTeam;
let people: Record<'ada' | 'bo' | 'guest', SlackUser>;
let channels: Record<'office' | 'code' | 'secret', SlackChannel>;
let dataDir: string;
let bot: Bot;

beforeAll(async () => {
  slack = await SlackFake.start({ retryDelays: [50, 200, 500] });
  team = slack.addTeam({ name: 'Acme', manifest });
  people = {
    ada: team.addUser({ name: 'ada', displayName: 'Ada' }),
    bo: team.addUser({ name: 'bo', displayName: 'Bo' }),
    guest: team.addUser({ name: 'guest', kind: 'guest' }),
  };
  const { ada, bo, guest } = people;
  channels = {
    office: team.addChannel({ name: 'office', members: [ada, bo, guest] }),
    code: team.addChannel({ name: 'code', members: [ada] }),
    secret: team.addChannel({ name: 'secret', kind: 'private', members: [ada] }),
  };
  const users = new Map(Object.entries({ Ada: ada, Bo: bo, Cleo: ada }));
  for (const { channel, user, ts, text } of teamChat())
    team.post(channel === 'code' ? channels.code : channels.office, users.get(user)!, text, {
      at: Date.parse(ts),
      quiet: true,
    });
  for (let i = 0; i < 6; i++)
    team.post(channels.secret, ada, `the merger with Globex is planned for week ${i + 40}, tell nobody`, {
      at: Date.UTC(2025, 4, 9, 9, i),
      quiet: true,
    });
  dataDir = await newDataFolder();
  bot = new Bot(dataDir, {
    SLACK_API_URL: slack.url,
    SLACK_BOT_TOKEN: team.botToken,
    SLACK_APP_TOKEN: team.appToken,
  });
  await slack.connected(team);
});
afterAll(async () => {
  await bot?.stop('SIGKILL');
  await slack?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

/** What somebody is answered. Slack would have told them if it took too long. */
async function ask(user: SlackUser, command: string, text = '', channel = channels.office): Promise<Reply> {
  const asked = await team.command(user, channel, command, text);
  expect(asked.outcome).toBe('acknowledged');
  const reply = await asked.reply();
  expect(reply).toMatchObject({ ephemeral: true, user: user.id });
  return reply;
}

/** Asks again until the answer holds what is waited for: what arrives is stored and placed in the background. */
async function eventually(find: () => Promise<Reply>, wanted: RegExp): Promise<Reply> {
  for (const end = Date.now() + 20_000; ; await wait(100)) {
    const reply = await find();
    if (wanted.test(textOf(reply))) return reply;
    if (Date.now() > end) throw new Error(`${wanted} was not answered, but ${textOf(reply)}`);
  }
}
const textOf = ({ text, blocks }: Reply): string => (text + JSON.stringify(blocks)).replaceAll('*', '');
const similar = (text: string, user = people.ada) => ask(user, '/similar', text);

test('what was said before the bot came is read, and becomes topics with links to its messages', async () => {
  await eventually(() => ask(people.ada, '/hubbub', 'status'), /24 messages in 3 channels/);
  const reply = await eventually(() => ask(people.ada, '/topics'), /messages · |\d messages\\n/);
  expect(textOf(reply)).toMatch(/<https:\/\/acme\.slack\.com\/archives\/C\w+\/p\d{16}\|Open>/);
});

test('what is said while it runs is found, as it was edited, and not once it was deleted', async () => {
  const { office } = channels;
  const { ada, bo } = people;
  slack.faults.repeatEvents();
  const posted = team.post(
    office,
    ada,
    'who borrowed the projector &amp; its cable? <https://example.com/p|the blue one>',
  );
  const answer = team.reply(posted, bo, 'the projector is in the attic');
  team.reply(posted, bo, 'and the cable of the projector hangs behind it', { broadcast: true });
  slack.faults.swallowAcks();
  team.post(office, bo, '', { files: ['Inventory of projectors'] });
  team.unfurl(posted, { title: 'A page', text: 'all about projectors', from_url: 'https://example.com/p' });
  const gone = team.post(office, ada, 'the projector password is swordfish');
  team.post(office, team.addUser({ name: 'ci', bot: true }), 'projector build 17 failed');
  team.join(office, team.welcome({ name: 'projector-newcomer' }));
  team.post(team.addChannel({ name: 'dm', kind: 'im', members: [ada] }), ada, 'my own projector at home');
  await eventually(() => similar('projector password'), /swordfish/);
  team.delete(gone);
  team.edit(answer, 'the projector is in the cellar now');
  await eventually(() => similar('where is the projector'), /cellar/);
  expect(textOf(await similar('borrowed the projector and its cable'))).toContain(
    'projector &amp; its cable? the blue one',
  );
  expect(textOf(await similar('inventory'))).toContain('Inventory of projectors');
  await eventually(() => ask(ada, '/hubbub', 'status'), /28 messages in/);
  expect(textOf(await similar('projector password'))).not.toMatch(
    /swordfish|attic|build 17|newcomer|at home/,
  );
});

test('what was missed while the connection was away is read when it is back', async () => {
  slack.faults.loseEvents(2);
  team.post(channels.code, people.ada, 'the tokenizer crashes on emoji flags');
  const old = channels.office.messages.find(({ text }) => text.includes('projector &amp;'))!;
  team.reply({ channel: channels.office, ts: old.ts }, people.bo, 'I lost the remote of the projector');
  team.socket.drop();
  await slack.connected(team);
  await eventually(() => similar('tokenizer emoji flags'), /crashes on emoji/);
  await eventually(() => similar('remote of the projector'), /lost the remote/);
});

test('a channel that it is invited to is read with all its threads, while commands stay quick', async () => {
  const archive = team.addChannel({ name: 'archive', members: [people.ada], withBot: false });
  for (let i = 0; i < 250; i++) {
    const at = Date.UTC(2024, 0, 1) + i * 60_000;
    const posted = team.post(archive, people.ada, `inventory item number ${i} of the warehouse`, {
      at,
      quiet: true,
    });
    if (i % 50 === 0) team.reply(posted, people.ada, `item ${i} was sold`, { at: at + 1_000, quiet: true });
  }
  slack.faults.call('conversations.history', { kind: 'ratelimited', retryAfter: 1 });
  slack.faults.call('conversations.replies', { kind: 'status', status: 502 });
  team.join(archive, team.bot, people.ada);
  await ask(people.ada, '/topics');
  await eventually(
    () => ask(people.ada, '/hubbub', 'status'),
    /#archive: 255 messages, read from its beginning/,
  );
});

test('a history is read once more when somebody asks for it, unless they are a guest', async () => {
  team.post(channels.code, people.ada, 'the first lexer', { at: Date.UTC(2023, 0, 1), quiet: true });
  await eventually(() => similar('lexer'), /^((?!first lexer).)*$/s);
  const refused = await ask(people.guest, '/hubbub', 'backfill #office');
  expect(refused.text).toContain('You may not have a channel read again');
  expect((await ask(people.bo, '/hubbub', 'backfill #secret')).text).toContain('no channel #secret');
  const asked = await ask(people.ada, '/hubbub', 'backfill #code');
  expect(asked.text).toContain('#code is being read, from its newest message back');
  await eventually(() => similar('lexer'), /first lexer/);
});

describe('nobody is shown more than they may see', () => {
  const secrets = /tell nobody|planned for week|swordfish/;
  const asks = ['/topics', '/topics --since all', '/similar the merger with Globex', '/hubbub status'];
  const answers = (user: SlackUser) =>
    Promise.all(asks.map((line) => ask(user, line.split(' ')[0]!, line.split(' ').slice(1).join(' '))));

  test('a private channel is for its members, a public one for full members', async () => {
    expect((await answers(people.ada)).map(textOf).join()).toMatch(secrets);
    const bo = (await answers(people.bo)).map(textOf).join();
    expect(bo).not.toMatch(secrets);
    expect(bo).toMatch(/#code/);
    const guest = (await answers(people.guest)).map(textOf).join();
    expect(guest).not.toMatch(/tell nobody|planned for week|#code|tokenizer/);
    expect(guest).toMatch(/#office/);
  });

  test('whoever leaves a channel sees it no longer', async () => {
    team.leave(channels.secret, people.ada);
    await slack.settled();
    await eventually(() => similar('the merger with Globex'), /^((?!merger with Globex is).)*$/s);
    team.join(channels.secret, people.ada);
    await slack.settled();
    await eventually(() => similar('the merger with Globex'), /merger with Globex is/);
  });

  test('where Slack does not answer, nothing is shown and that is said', async () => {
    team.change(people.bo, { displayName: 'Bodo' });
    await slack.settled();
    slack.faults.call('users.conversations', { kind: 'error', error: 'fatal_error' });
    const reply = await ask(people.bo, '/similar', 'projector');
    expect(reply.text).toContain('could not find out which channels you may read');
    expect(textOf(reply)).not.toContain('cellar');
  });
});

describe('buttons', () => {
  test('show the messages of a topic, turn its pages and rename it', async () => {
    const topics = await ask(people.ada, '/topics', 'all');
    const [show, rename] = ['show', 'rename'].map((id) => actionId(topics, `run:${id}:`));
    const shown = await (await team.click(people.ada, topics, show!)).reply();
    expect(textOf(shown)).toMatch(/1–\d+ of \d+ messages, newest first/);
    const view = await (await team.click(people.ada, topics, rename!)).view();
    const saved = await team.submit(people.ada, view, { text: 'Hats & caps' });
    expect(saved.outcome).toBe('acknowledged');
    await eventually(() => ask(people.ada, '/topics', 'all'), /Hats &amp; caps/);
    const narrowed = await (await team.click(people.ada, topics, 'run:topics-week')).reply();
    expect(narrowed.original).toBe('replaced');
  });

  test('offer guests no names to change', async () => {
    const topics = await ask(people.guest, '/topics', 'all');
    expect(actionId(topics, 'run:show:')).toBeDefined();
    expect(actionId(topics, 'run:rename:')).toBeUndefined();
    expect((await ask(people.guest, '/topics', 'rename anything Mine')).text).toContain('You may not rename');
  });

  const actionId = ({ blocks }: Reply, prefix: string): string | undefined =>
    blocks
      .flatMap((block) => ('elements' in block ? (block.elements as { action_id?: string }[]) : []))
      .find(({ action_id }) => action_id?.startsWith(prefix))?.action_id;
});

test('a map is a picture that the asker alone is shown, of channels that they may read', async () => {
  const blocksOf = async (user: SlackUser) => {
    const asked = await team.command(user, channels.office, '/topics', 'map all');
    // The first map of a workspace is laid out before it is drawn.
    const reply = await until(() => asked.replies[0], 'No map came.', 40_000);
    expect(reply).toMatchObject({ ephemeral: true, user: user.id });
    return reply.blocks.at(-1)!;
  };
  const image = await blocksOf(people.ada);
  expect(image).toMatchObject({ type: 'image', alt_text: expect.stringMatching(/^A map of \d+ messages/) });
  const { id } = (image as { slack_file: { id: string } }).slack_file;
  const file = slack.records.files.find((one) => one.id === id)!;
  expect(file.content.subarray(1, 4).toString()).toBe('PNG');
  expect(file.channel).toBeUndefined();
  expect(JSON.stringify(await blocksOf(people.guest))).not.toMatch(/merger|Globex|tokenizer/i);
});

test('the shortcut finds what is like a message, wherever that is', async () => {
  const { ada } = people;
  const stored = channels.office.messages.find(({ text }) => text.includes('feed roller is worn'))!;
  team.post(channels.code, ada, 'the feed roller of the label printer is worn out');
  await eventually(() => similar('label printer'), /feed roller of the label printer/);
  const first = await team.shortcut(ada, { channel: channels.office, ts: stored.ts }, 'find_similar');
  const said = textOf(await first.reply());
  expect(said).toContain('the feed roller of the label printer is worn out');
  // Its own conversation is left out.
  expect(said).not.toContain('feed roller for the printer');
  const elsewhere = team.addChannel({ name: 'elsewhere', members: [ada], withBot: false });
  const foreign = team.post(elsewhere, ada, 'our <!channel> printer jams, too');
  const second = await team.shortcut(ada, foreign, 'find_similar');
  expect(textOf(await second.reply())).toMatch(/printer/);
});

test('hostile texts call nobody and stay within the limits of Slack', async () => {
  const hostile =
    '&lt;!channel&gt; <!here> <@U12345678> <https://evil.example|https://bank.example> *bold* `x` '.repeat(
      40,
    );
  for (let i = 0; i < 12; i++)
    team.post(channels.code, people.ada, `${hostile} hostile ${'<>&'.repeat(300)} ${i}`);
  const reply = await eventually(() => similar('hostile bold'), /hostile/);
  expect(textOf(reply)).not.toContain('<!channel>');
});

test('a stop is orderly, the store holds what Slack holds, and nothing has gone elsewhere', async () => {
  await slack.settled();
  expect(await bot.stop()).toBe(0);
  expect(slack.records.violations).toEqual([]);
  expect(slack.records.pings).toEqual([]);
  expect(bot.said).not.toMatch(/OFF LOOPBACK|xoxb-|xapp-| {4}at /);
  const store = await openStore({ dataDir });
  const rows = await store.db
    .select({ id: messages.id, threadId: messages.threadId, author: messages.author })
    .from(messages)
    .where(eq(messages.workspace, `slack:${team.id}`));
  await store.close();
  const truth = team
    .truth()
    .filter(({ by }) => by === 'person')
    .map(({ channel, ts, threadTs, user }) => ({
      id: `${channel}/${ts}`,
      author: user,
      ...(threadTs && { threadId: `${channel}/${threadTs}` }),
    }));
  expect(rows.map(({ id }) => id).toSorted()).toEqual(truth.map(({ id }) => id).toSorted());
  expect(rows).toEqual(expect.arrayContaining(truth.map((row) => expect.objectContaining(row))));
});
