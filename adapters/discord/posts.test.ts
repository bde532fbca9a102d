import { PermissionFlagsBits } from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DiscordFake } from '../../test/fakes/discord/discord.ts';
import { Buttons } from './buttons.ts';
import { newClient, newReader } from './clients.ts';
import { Posts } from './posts.ts';

let discord: DiscordFake;
beforeAll(async () => {
  discord = await DiscordFake.start();
});
afterAll(() => discord.stop());

test('a digest is posted without its picture where the bot may not attach files, and with it where it may', async () => {
  const guild = discord.addGuild('Acme');
  const room = guild.addChannel({ name: 'room' });
  const options = {
    ...{ token: discord.token, apiUrl: discord.url, commands: 'global' as const, botMessages: false },
    log: () => {},
  };
  const posts = new Posts({
    client: newClient(options, { alone: true }),
    rest: newReader(options),
    buttons: new Buttons(),
    signal: new AbortController().signal,
  });
  const png = Buffer.from('89504e470d0a1a0a', 'hex');
  const digest = (heading: string) => ({
    heading,
    parts: [
      { kind: 'picture' as const, png, title: 'Topics over time', alt: 'two ridges' },
      { kind: 'text' as const, text: 'what mattered' },
    ],
    fallback: heading,
  });
  const place = { workspace: `discord:${guild.id}`, channel: room.id };
  const shown = () => JSON.stringify(discord.records.posts.at(-1)!.message.components);

  await posts.post(place, digest('Monday'), 'monday');
  expect(shown()).toContain('attachment://');
  guild.everyone.permissions &= ~PermissionFlagsBits.AttachFiles;
  await posts.post(place, digest('Tuesday'), 'tuesday');
  expect(shown()).toContain('what mattered');
  expect(shown()).not.toContain('attachment://');
  expect(discord.records.posts).toHaveLength(2);
  guild.everyone.permissions &= ~PermissionFlagsBits.SendMessages;
  await expect(posts.post(place, digest('Wednesday'), 'wednesday')).rejects.toThrow();
});
