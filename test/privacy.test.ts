import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { discordAdapter } from '../adapters/discord/discord.ts';
import { slackAdapter } from '../adapters/slack/slack.ts';
import manifest from '../slack-manifest.json' with { type: 'json' };
import { goLive, type Live } from './contract/live.ts';
import { DiscordFake } from './fakes/discord/discord.ts';
import type { AppManifest } from './fakes/slack/manifest.ts';
import type { Reply } from './fakes/slack/records.ts';
import { SlackFake } from './fakes/slack/slack.ts';

// What people decide about their own messages where they write them, with the real SDKs.

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** One platform with one person, who writes and decides. */
interface Place {
  live: Live;
  say(text: string): void;
  /** Asks in words, and answers what is said to that person alone. */
  decide(words: string): Promise<string>;
  /** Presses a button of the last answer. */
  press(label: string): Promise<string>;
  /** Brings the bot to where it was not, and answers what it says there. */
  invite(): Promise<string>;
  /** Files that the person alone has got. */
  files(): string[];
  close(): Promise<void>;
}

async function openSlack(): Promise<Place> {
  const slack = await SlackFake.start();
  const team = slack.addTeam({ name: 'Acme', manifest: manifest as unknown as AppManifest });
  const zoe = team.addUser({ name: 'zoe' });
  const general = team.addChannel({ name: 'general', members: [zoe] });
  const tokens = { botToken: team.botToken, appToken: team.appToken };
  const listen = { host: '127.0.0.1', port: 0 };
  const options = { workspaces: [tokens], apiUrl: slack.url, listen, botMessages: false, log: () => {} };
  const live = await goLive({ workspace: `slack:${team.id}`, adapter: () => slackAdapter(options) });
  let last: Reply;
  const read = (reply: Reply) => {
    last = reply;
    expect(reply).toMatchObject({ ephemeral: true, user: zoe.id });
    return reply.text + JSON.stringify(reply.blocks);
  };
  return {
    live,
    say: (text) => void team.post(general, zoe, text),
    decide: async (words) => read(await (await team.command(zoe, general, '/hubbub', words)).reply()),
    async press(label) {
      const buttons = last.blocks.flatMap((block) =>
        'elements' in block ? (block.elements as { action_id: string; text?: { text: string } }[]) : [],
      );
      const { action_id } = buttons.find(({ text }) => text?.text === label)!;
      return read(await (await team.click(zoe, last, action_id)).reply());
    },
    async invite() {
      const random = team.addChannel({ name: 'random', members: [zoe], withBot: false });
      team.join(random, team.bot, zoe);
      return vi.waitFor(() => {
        const said = slack.records.replies.find(({ channel }) => channel === random.id);
        expect(said).toMatchObject({ ephemeral: false, pings: [] });
        return said!.text + JSON.stringify(said!.blocks);
      }, 20_000);
    },
    files: () =>
      slack.records.files
        .filter(({ complete, channel }) => {
          const place = complete && team.channels.get(channel!);
          return place && place.kind === 'im' && place.members.has(zoe.id);
        })
        .map(({ content }) => String(content)),
    async close() {
      await live.close();
      await slack.stop();
    },
  };
}

async function openDiscord(): Promise<Place> {
  const discord = await DiscordFake.start();
  const guild = discord.addGuild('Acme');
  const general = guild.addChannel({ name: 'general' });
  const zoe = guild.addMember({ name: 'zoe' });
  const options = { token: discord.token, apiUrl: discord.url, commands: 'global' as const };
  const adapter = () => discordAdapter({ ...options, botMessages: false, log: () => {} });
  const live = await goLive({ workspace: `discord:${guild.id}`, adapter });
  let last: Awaited<ReturnType<typeof guild.command>>;
  const read = async (asked: typeof last) => {
    last = asked;
    expect((await asked.reply()).ephemeral).toBe(true);
    return asked.text();
  };
  const got: string[] = [];
  return {
    live,
    say: (text) => void guild.post(general, zoe, text),
    async decide(words) {
      const mine = words.replace('privacy', '').trim();
      const said = await read(
        await guild.command(zoe, general, 'hubbub privacy', mine ? { 'about-mine': mine } : {}),
      );
      got.push(...[...((await last.reply()).files?.values() ?? [])].map(String));
      return said;
    },
    press: async (label) => read(await guild.click(zoe, last, label)),
    async invite() {
      const server = discord.addGuild('Globex');
      server.systemChannel = server.addChannel({ name: 'arrivals' });
      server.addBot();
      const said = await vi.waitFor(() => {
        const [post, ...more] = discord.records.posts;
        expect([post?.channel, more]).toEqual([server.systemChannel!.id, []]);
        return post!.message;
      }, 20_000);
      expect([discord.records.pings, discord.records.violations]).toEqual([[], []]);
      return JSON.stringify(said.components);
    },
    files: () => got,
    async close() {
      await live.close();
      await discord.stop();
    },
  };
}

describe.for([
  ['Slack', openSlack],
  ['Discord', openDiscord],
] as const)('on %s a person', ([, open]) => {
  let place: Place;
  const texts = async () => (await place.live.stored()).map(({ text }) => text);
  const here = (text: string) => vi.waitFor(async () => expect(await texts()).toContain(text), 20_000);
  beforeAll(async () => {
    place = await open();
  });
  afterAll(() => place?.close());

  test('is given what is kept of them, alone', async () => {
    place.say('I am allergic to peanuts');
    await here('I am allergic to peanuts');
    expect(await place.decide('privacy export mine')).toContain('1 message of yours');
    const [file, ...more] = place.files();
    expect(more).toEqual([]);
    const { messages } = JSON.parse(file!) as { messages: { text: string; channelName: string }[] };
    expect(messages).toMatchObject([{ text: 'I am allergic to peanuts', channelName: 'general' }]);
  });

  test('is forgotten, once they are sure', async () => {
    expect(await place.decide('privacy')).toContain('How to take it back');
    expect(await place.press('Forget my messages')).toContain('Forget 1 message');
    expect(await texts()).toEqual(['I am allergic to peanuts']);
    expect(await place.press('Forget them for good')).toContain('1 message forgotten');
    expect(await texts()).toEqual([]);
  });

  test('is told what is kept where the bot is brought to', async () => {
    const said = await place.invite();
    expect(said).toContain('Hubbub is here');
    expect(said).toContain('What leaves it: nothing');
  });

  test('opts out and in', async () => {
    expect(await place.decide('privacy opt-out')).toContain('Nothing that you write');
    place.say('said while out');
    await place.press('Collect again');
    place.say('said while in');
    await here('said while in');
    expect(await texts()).toEqual(['said while in']);
    expect(place.live.troubles).toEqual([]);
  });
});
