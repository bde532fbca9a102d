import { webApi } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SlackFake } from '../../test/fakes/slack/slack.ts';
import { audienceOf } from './audience.ts';
import { Channels } from './channels.ts';
import { Viewers } from './viewers.ts';

let slack: SlackFake;
beforeAll(async () => {
  slack = await SlackFake.start();
});
afterAll(() => slack.stop());

/** A workspace with one channel `here`, what is said of its audience, and a public and two private channels beside it. */
function place(kind: 'channel' | 'private') {
  const team = slack.addTeam({ name: `Acme ${kind}` });
  const [ada, bo] = [team.addUser({ name: 'ada' }), team.addUser({ name: 'bo' })];
  const here = team.addChannel({ name: 'here', kind, members: [ada, bo] });
  const open = team.addChannel({ name: 'open', members: [ada] });
  const both = team.addChannel({ name: 'both', kind: 'private', members: [ada, bo] });
  const one = team.addChannel({ name: 'one', kind: 'private', members: [ada] });
  team.addChannel({ name: 'unread', withBot: false });
  const audience = async () => {
    const client = new webApi.WebClient(team.botToken, { slackApiUrl: slack.url });
    const key = `slack:${team.id}`;
    const channels = new Channels(client);
    const viewer = await audienceOf(
      { key, client, channels, viewers: new Viewers(client, channels, key) },
      here.id,
    );
    const ids = viewer.channels as ReadonlySet<string>;
    return [...team.channels.values()].filter(({ id }) => ids.has(id)).map(({ name }) => name);
  };
  return { team, here, open, both, one, audience };
}

test('everybody may open a public channel, so nothing private is shown in it', async () => {
  expect(await place('channel').audience()).toEqual(['here', 'open']);
});

test('in a private channel, what each of its members is in is shown as well', async () => {
  expect(await place('private').audience()).toEqual(['here', 'open', 'both']);
});

test.each(['guest', 'stranger'] as const)('a %s narrows it to their own channels', async (kind) => {
  const { team, here, both, audience } = place('private');
  const guest = team.addUser({ name: 'cy', kind });
  for (const channel of [here, both]) team.join(channel, guest);
  expect(await audience()).toEqual(['here', 'both']);
});

test('bots and people who are gone read nothing', async () => {
  const { team, here, audience } = place('channel');
  team.join(here, team.addUser({ name: 'robot', bot: true }));
  team.join(here, team.addUser({ name: 'dan', kind: 'guest', deleted: true }));
  expect(await audience()).toEqual(['here', 'open']);
});

test('where Slack does not say who reads a channel, nothing may be shown', async () => {
  const { audience } = place('channel');
  slack.faults.call('conversations.members', { kind: 'error', error: 'fetch_members_failed' });
  await expect(audience()).rejects.toThrow('fetch_members_failed');
});
