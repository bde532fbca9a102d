import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { ChannelType, MessageType } from 'discord-api-types/v10';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { messages } from '../src/store/schema.ts';
import { openStore } from '../src/store/store.ts';
import { Bot } from './bot.ts';
import { newDataFolder } from './data-folder.ts';
import { flatten } from './fakes/discord/components.ts';
import { DiscordFake } from './fakes/discord/discord.ts';
import type { DiscordGuild } from './fakes/discord/guild.ts';
import type { Interaction } from './fakes/discord/interaction.ts';
import type { DiscordChannel, DiscordMember, DiscordRole } from './fakes/discord/model.ts';
import { until } from './fakes/slack/until.ts';
import { hubbub } from './run.ts';
import { teamChat } from './team-chat.ts';

// The real program with the real SDK against Discord on loopback; each part goes on where the one before left off.

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let discord: DiscordFake;
let guild: DiscordGuild;
let staff: DiscordRole;
let people: Record<'ada' | 'bo' | 'mod', DiscordMember>;
let channels: Record<'office' | 'code' | 'ideas', DiscordChannel>;
let dataDir: string;
let bot: Bot;

beforeAll(async () => {
  discord = await DiscordFake.start({ heartbeatMs: 500 });
  guild = discord.addGuild('Acme');
  staff = guild.addRole('staff');
  people = {
    ada: guild.addMember({ name: 'ada', nick: 'Ada', roles: [staff] }),
    bo: guild.addMember({ name: 'bo', globalName: 'Bo' }),
    mod: guild.addMember({ name: 'mod', roles: [guild.addRole('mods', 1n << 34n)] }),
  };
  const { ada, bo } = people;
  channels = {
    office: guild.addChannel({ name: 'office' }),
    code: guild.addChannel({ name: 'code', only: [staff, guild.bot] }),
    ideas: guild.addChannel({ name: 'ideas', type: ChannelType.GuildForum }),
  };
  guild.addChannel({ name: 'hidden', only: [ada] });
  const authors = new Map(Object.entries({ Ada: ada, Bo: bo, Cleo: bo }));
  for (const { channel, user, ts, text } of teamChat())
    guild.post(channel === 'code' ? channels.code : channels.office, authors.get(user)!, text, {
      at: Date.parse(ts),
      quiet: true,
    });
  dataDir = await newDataFolder();
  bot = newBot();
  await discord.connected();
});
afterAll(async () => {
  await bot?.stop('SIGKILL');
  await discord?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

const newBot = () => new Bot(dataDir, { DISCORD_API_URL: discord.url, DISCORD_TOKEN: discord.token });

async function ask(
  who: DiscordMember,
  command: string,
  options: Record<string, string> = {},
): Promise<Interaction> {
  const asked = await guild.command(who, channels.office, command, options);
  expect((await asked.reply()).ephemeral).toBe(true);
  return asked;
}
/** As somebody reads it. */
const textOf = async (asked: Promise<Interaction>) => plain(await (await asked).text());
const plain = (markdown: string) => markdown.replace(/\*\*/g, '').replace(/\\([^a-z0-9\s])/gi, '$1');
const similar = (text: string, who = people.ada) => textOf(ask(who, 'similar', { text }));
const status = (who = people.ada) => textOf(ask(who, 'hubbub status'));

/** Asks again until the answer holds what is waited for: what arrives is stored and placed in the background. */
async function eventually(find: () => Promise<string>, wanted: RegExp): Promise<string> {
  for (const end = Date.now() + 20_000; ; await wait(100)) {
    const said = await find();
    if (wanted.test(said)) return said;
    if (Date.now() > end) throw new Error(`${wanted} was not answered, but ${said}`);
  }
}

test('what was said before the bot came is read, and becomes topics with links to its messages', async () => {
  await eventually(status, /18 messages in 2 channels/);
  const said = await eventually(() => textOf(ask(people.ada, 'topics')), /\d messages\n/);
  expect(said).toContain(`https://discord.com/channels/${guild.id}/${channels.office.id}/`);
  expect(said).not.toContain('hidden');
});

test('what is said while it runs is found, as it was edited, and not once it was deleted', async () => {
  const { office } = channels;
  const { ada, bo } = people;
  discord.gateway.repeatEvents();
  const asked = guild.post(office, ada, `who has the **projector**, <@${bo.user.id}>?`, { mentions: [bo] });
  const answer = guild.reply(asked, bo, 'the projector is in the attic');
  guild.post(office, bo, '', { files: ['projector-manual.pdf'] });
  guild.post(office, bo, '', { forward: asked });
  guild.unfurl(asked, { title: 'A page', description: 'all about beamers' });
  const gone = guild.post(office, ada, 'the projector password is swordfish');
  const spam = Array.from({ length: 3 }, (_, i) => guild.post(office, bo, `projector spam ${i}`));
  guild.post(office, guild.addMember({ name: 'ci', bot: true }), 'projector build 17 failed');
  guild.post(office, bo, '', { type: MessageType.UserJoin });
  guild.whisper(ada, 'my own projector at home');
  await eventually(() => similar('projector password'), /swordfish/);
  await eventually(() => similar('projector spam'), /and 2 more like it/);
  guild.delete(gone);
  guild.deleteBulk(
    office,
    spam.map(({ id }) => id),
  );
  guild.edit(answer, 'the projector is in the cellar now');
  await eventually(() => similar('the projector is in the cellar'), /cellar now/);
  expect(await similar('who has it')).toContain('who has the projector, @Bo?');
  expect(await similar('projector-manual.pdf')).toContain('projector-manual.pdf');
  await eventually(status, /22 messages in/);
  expect(await similar('projector password')).not.toMatch(/swordfish|attic|spam|build 17|at home|beamers/);
});

test('threads, forum posts and closed threads are read, live and from before', async () => {
  const { office, ideas } = channels;
  const { ada, bo } = people;
  const thread = guild.createThread(office, { name: 'plants', by: ada });
  guild.post(thread, ada, 'who waters the ficus in august?');
  const idea = guild.createThread(ideas, { name: 'a slide', by: bo });
  guild.post(idea, bo, 'let us build a slide from the second floor');
  guild.archive(thread);
  guild.post(thread, bo, 'the ficus gets two cups a day');
  await eventually(() => similar('ficus water'), /two cups/);
  await eventually(() => similar('a slide in the office'), /second floor/);
  expect(await status()).toContain('#ideas');
});

test('a new channel is read back to its beginning, closed threads too, while commands stay quick', async () => {
  const archive = guild.createChannel({ name: 'archive', only: [people.ada] });
  const day = Date.now() - 100 * 86_400_000;
  for (let i = 0; i < 231; i++)
    guild.post(archive, people.ada, `inventory item number ${i} of the warehouse`, {
      at: day + i * 60_000,
      quiet: true,
    });
  for (let i = 0; i < 3; i++) {
    const closed = guild.addThread(archive, { name: `closed ${i}`, by: people.ada, archived: true });
    for (let j = 0; j < 5; j++)
      guild.post(closed, people.ada, `sold ${j} of lot ${i}`, { at: day + j * 1_000, quiet: true });
  }
  discord.faults.rest(/GET .*\/messages/, { kind: 'limited', retryAfter: 0.7 });
  discord.faults.rest(/GET .*\/messages/, { kind: 'limited', retryAfter: 1, global: true });
  discord.faults.rest(/GET .*\/messages/, { kind: 'status', status: 502 });
  discord.limits.set(/GET .*\/messages/, { calls: 2, ms: 400 });
  const before = discord.records.of(/messages/).length;
  guild.restrict(archive, [people.ada, guild.bot]);
  await until(() => discord.records.of(/messages/).length > before, 'It does not read the channel.');
  expect((await guild.command(people.ada, channels.office, 'topics')).failed).toBe(false);
  await eventually(status, /archive: 246 messages, read from its beginning/);
  const pages = discord.records.of(new RegExp(`GET /channels/${archive.id}/messages`));
  expect(pages.filter(({ status }) => status === 200)).toHaveLength(3);
});

test('a history is read once more for those who manage messages', async () => {
  guild.post(channels.office, people.bo, 'the first stapler', { at: Date.UTC(2023, 0, 1), quiet: true });
  const again = (who: DiscordMember) => textOf(ask(who, 'hubbub backfill', { channel: channels.office.id }));
  expect(await again(people.bo)).toContain('You may not have a channel read again');
  expect(await similar('stapler')).not.toContain('first stapler');
  const keeper = guild.addMember({ name: 'keeper', roles: [guild.addRole('keepers', 1n << 13n)] });
  expect(await again(keeper)).toContain('is being read, from its newest message back');
  await eventually(() => similar('stapler'), /first stapler/);
});

describe('whatever happens to the connection, nothing is lost', () => {
  test.each([
    ['it breaks', () => discord.gateway.drop(), 'resume'],
    ['Discord asks for another', () => discord.gateway.requestReconnect(), 'resume'],
    ['it dies without a word', () => discord.gateway.muteHeartbeats(2), 'resume'],
    ['the session is lost', () => discord.gateway.loseSessions(), 'identify'],
  ] as const)('%s', async (what, happen, again) => {
    const before = discord.gateway.counts[again];
    happen();
    guild.post(channels.code, people.ada, `the tokenizer crashed while ${what}`);
    await until(() => discord.gateway.counts[again] > before, 'It did not come back.', 20_000);
    await eventually(
      () => similar(`the tokenizer crashed while ${what}`),
      new RegExp(`crashed while ${what}`),
    );
  });

  test('it is stopped and started again', async () => {
    expect(await bot.stop()).toBe(0);
    guild.post(channels.office, people.bo, 'the kettle whistled while nobody listened');
    const thread = guild.addThread(channels.office, { name: 'kettles', by: people.bo });
    guild.post(thread, people.bo, 'a kettle needs descaling twice a year');
    bot = newBot();
    await discord.connected();
    await eventually(() => similar('the kettle whistled'), /nobody listened/);
    await eventually(() => similar('descaling a kettle'), /twice a year/);
  });
});

describe('nobody is shown more than they may see', () => {
  const secrets = /crashed while|inventory item|#(code|archive)/;

  test('a channel is for those who may view it and read its history', async () => {
    expect(await similar('tokenizer', people.bo)).not.toMatch(secrets);
    expect(await status(people.bo)).not.toMatch(secrets);
    expect(await similar('tokenizer')).toMatch(secrets);
  });

  test('a role that was taken away counts at once, though nobody told the bot', async () => {
    guild.setRoles(people.ada, []);
    expect(await similar('the tokenizer crashed')).not.toContain('crashed while');
    guild.setRoles(people.ada, [staff]);
    expect(await similar('the tokenizer crashed')).toContain('crashed while');
  });

  test('a private thread is for those who are in it or manage threads', async () => {
    const { ada, bo, mod } = people;
    const thread = guild.createThread(channels.office, {
      name: 'party',
      by: ada,
      private: true,
      members: [guild.bot],
    });
    guild.post(thread, ada, 'the surprise party for Bo is on friday');
    await eventually(() => similar('surprise party'), /on friday/);
    expect(await similar('surprise party', mod)).toContain('on friday');
    expect(await similar('surprise party', bo)).not.toContain('on friday');
    expect(await status(bo)).not.toContain('party');
  });

  test('where Discord does not say, nothing is shown', async () => {
    const late = guild.addMember({ name: 'late' });
    const thread = [...guild.channels.values()].find(({ name }) => name === 'party')!;
    guild.joinThread(thread, late);
    discord.faults.rest(/thread-members/, {
      kind: 'error',
      status: 403,
      code: 50001,
      message: 'Missing Access',
    });
    expect(await similar('surprise party', late)).not.toContain('on friday');
  });
});

describe('commands', () => {
  test('complete the names of topics, show their messages, turn pages and other stretches', async () => {
    const { ada } = people;
    const [first] = await guild.complete(ada, channels.office, 'topics', 'topic', '');
    const shown = await ask(ada, 'topics', { topic: first!.value });
    expect(await shown.text()).toMatch(/\d+ of \d+ messages, newest first/);
    const topics = await ask(ada, 'topics', { since: '7d', channel: channels.office.id });
    const week = await guild.click(ada, topics, 'Everything');
    expect(week.shown!.id).toBe(topics.shown!.id);
    expect(await week.text()).toMatch(/topics? in \d+ messages/);
    const found = await ask(ada, 'similar', { text: 'the inventory of the warehouse '.repeat(6) });
    const all = await guild.click(ada, found, 'Show weaker ones');
    const next = await guild.click(ada, all, 'More');
    expect(await next.buttons()).toContain('Previous');
  });

  test('rename a topic by a modal, merge and pin', async () => {
    const { mod } = people;
    const [first] = await guild.complete(mod, channels.office, 'topic rename', 'topic', '');
    const asked = await guild.command(mod, channels.office, 'topic rename', { topic: first!.value });
    const saved = await guild.submit(mod, asked, { line: 'Hats_and_caps' });
    expect(await saved.text()).toContain('Hats\\_and\\_caps');
    expect(await textOf(ask(mod, 'topic pin', { topic: first!.value }))).toContain('stays on top');
    expect(await textOf(ask(mod, 'topics'))).toContain('★');
  });

  test('what can change topics is for those whom admins let, and buttons are no way around it', async () => {
    const command = discord.records.commands.find(({ name }) => name === 'topic')!;
    expect(command).toMatchObject({ default_member_permissions: String(1n << 13n) });
    expect(await (await ask(people.ada, 'topics')).buttons()).not.toContain('Rename');
  });

  test('a message has its own command, wherever it is', async () => {
    const stored = channels.office.messages.find(({ content }) => content.includes('feed roller is worn'))!;
    guild.post(channels.code, people.ada, 'the feed roller of the label printer is worn out');
    await eventually(() => similar('label printer'), /feed roller of the label printer/);
    const first = await guild.menu(people.ada, { channel: channels.office, id: stored.id }, 'Find similar');
    const said = plain(await first.text());
    expect(said).toContain('the feed roller of the label printer is worn out');
    // Its own conversation is left out.
    expect(said).not.toContain('feed roller for the printer');
    const hidden = [...guild.channels.values()].find(({ name }) => name === 'hidden')!;
    const foreign = guild.post(hidden, people.ada, 'our @everyone printer jams, too');
    const second = await guild.menu(people.ada, foreign, 'Find similar');
    expect(await second.text()).toContain('printer');
  });

  test('hostile texts call nobody and stay within the limits of Discord', async () => {
    const hostile = '@everyone <@&123456789012345678> [bank](https://evil.example) **bold** `x` # '.repeat(
      20,
    );
    for (let i = 0; i < 12; i++) guild.post(channels.code, people.ada, `${hostile} hostile ${i}`);
    await eventually(() => similar('hostile bold'), /hostile/);
    const said = await (await ask(people.ada, 'similar', { text: 'hostile bold' })).text();
    expect(said).not.toMatch(/(?<!\\)@everyone|(?<!\\)\[bank|(?<!\\)<@&/);
  });
});

test('deleted threads and channels take their messages along', async () => {
  const thread = [...guild.channels.values()].find(({ name }) => name === 'plants')!;
  guild.deleteChannel(thread);
  const channel = guild.createChannel({ name: 'short-lived' });
  guild.post(channel, people.ada, 'the submarine needs paint');
  await eventually(() => similar('submarine paint'), /needs paint/);
  guild.deleteChannel(channel);
  await eventually(() => similar('who waters the ficus'), /^((?!two cups).)*$/s);
});

test('a map is a picture with a text for those who cannot see it', async () => {
  const { components, files } = await (await ask(people.ada, 'topics', { as: 'map' })).reply();
  const [item] = flatten(components ?? []).flatMap(({ items }) => items ?? []);
  expect(item!.description).toMatch(/^A map of \d+ messages/);
  const [[name, file]] = [...files!] as [[string, Buffer]];
  expect(item!.media!.url).toBe(`attachment://${name}`);
  expect(file.subarray(1, 4).toString()).toBe('PNG');
});

test('a stop is orderly, the store holds what Discord holds, and nothing has gone elsewhere', async () => {
  await wait(500);
  expect(await bot.stop()).toBe(0);
  expect(discord.records.violations).toEqual([]);
  expect(discord.records.pings).toEqual([]);
  expect(bot.said).not.toMatch(/OFF LOOPBACK|fake\.token| {4}at /);
  const store = await openStore({ dataDir });
  const rows = await store.db
    .select()
    .from(messages)
    .where(eq(messages.workspace, `discord:${guild.id}`));
  await store.close();
  const truth = guild
    .truth()
    .filter(({ by }) => by === 'person')
    .filter(
      ({ id }) => rows.some((row) => row.id === id) || guild.truth().find((m) => m.id === id)?.text !== '',
    );
  expect(rows.map(({ id }) => id).toSorted()).toEqual(truth.map(({ id }) => id).toSorted());
  for (const { id, channel, threadId, replyTo, author, ts } of truth)
    expect(rows.find((row) => row.id === id)).toMatchObject({
      channel,
      threadId: threadId ?? null,
      replyTo: replyTo ?? null,
      author,
      ts: new Date(ts),
    });
});

test('where the message content intent is off, or the token wrong, it is said what to do', async () => {
  const env = { DISCORD_API_URL: discord.url, DISCORD_TOKEN: discord.token };
  discord.application.messageContent = false;
  const refused = await hubbub(dataDir, [], { env });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/message content intent is off[\s\S]*Switch on “Message Content Intent”/);
  const wrong = await hubbub(dataDir, [], { env: { ...env, DISCORD_TOKEN: 'made.up.token' } });
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toMatch(/does not know the token[\s\S]*Reset Token/);
  const doctor = await hubbub(dataDir, ['doctor'], { env });
  expect(doctor.stdout).toMatch(/message content intent: It is off/);
  const said = doctor.stdout.replace(/\s+/g, '');
  expect(said).toContain(`?client_id=${discord.application.id}&permissions=101376&scope=bot`);
  expect(said).toContain('leftout:#hiddenlacksViewChannel');
});
