import { expect, onTestFinished, test } from 'vitest';
import type { SlackUser } from '../../test/fakes/slack/model.ts';
import { SlackFake } from '../../test/fakes/slack/slack.ts';
import { SlackWorkspace } from './workspace.ts';

async function start() {
  const slack = await SlackFake.start();
  onTestFinished(() => slack.stop());
  const team = slack.addTeam();
  const workspace = await SlackWorkspace.open({
    botToken: team.botToken,
    apiUrl: slack.url,
    botMessages: false,
    log: () => {},
    signal: new AbortController().signal,
  });
  const sees = async ({ id }: SlackUser) => {
    const { channels } = await workspace.viewers.viewer(id);
    return [...(channels as ReadonlySet<string>)]
      .map((channel) => team.channels.get(channel)!.name)
      .toSorted();
  };
  return { slack, team, workspace, sees };
}

test('people see what they are in; public channels are for full members only', async () => {
  const { team, sees, workspace } = await start();
  const users = (['full', 'guest', 'single-channel-guest', 'stranger'] as const).map((kind) =>
    team.addUser({ name: kind, kind }),
  );
  const gone = team.addUser({ name: 'gone', deleted: true });
  team.addChannel({ name: 'open' });
  team.addChannel({ name: 'joined', members: [...users, gone] });
  team.addChannel({ name: 'secret', kind: 'private', members: [users[0]!] });
  team.addChannel({ name: 'others', kind: 'private' });
  team.addChannel({ name: 'unread', members: users, withBot: false });
  team.addChannel({ name: 'direct', kind: 'im', members: users });
  expect(await sees(users[0]!)).toEqual(['joined', 'open', 'secret']);
  for (const user of [...users.slice(1), gone]) expect(await sees(user)).toEqual(['joined']);
  const mayCurate = await Promise.all(
    users.map(async ({ id }) => (await workspace.viewers.viewer(id)).mayCurate),
  );
  expect(mayCurate).toEqual([true, false, false, false]);
});

test('Slack is asked once for a while, and anew after a change', async () => {
  const { slack, team, workspace, sees } = await start();
  const ada = team.addUser({ name: 'ada' });
  const secret = team.addChannel({ name: 'secret', kind: 'private', members: [ada] });
  const asked = () => slack.records.of('users.info').length;
  await sees(ada);
  await sees(ada);
  expect(asked()).toBe(1);
  secret.members.delete(ada.id);
  workspace.viewers.drop(ada.id);
  expect(await sees(ada)).toEqual([]);
  expect(asked()).toBe(2);
});

test('an answer that was on its way when something changed is not kept', async () => {
  const { slack, team, workspace, sees } = await start();
  const ada = team.addUser({ name: 'ada' });
  const secret = team.addChannel({ name: 'secret', kind: 'private', members: [ada] });
  slack.faults.call('users.info', { kind: 'slow', ms: 200 });
  const before = sees(ada);
  secret.members.delete(ada.id);
  workspace.viewers.drop(ada.id);
  await before;
  expect(await sees(ada)).toEqual([]);
});

test.each([
  { kind: 'error', error: 'fatal_error' },
  { kind: 'status', status: 503 },
  { kind: 'ratelimited', retryAfter: 60 },
  { kind: 'cut' },
] as const)(
  'where Slack fails ($kind), nothing is allowed, and the failure is not remembered',
  async (fault) => {
    const { slack, team, sees } = await start();
    const ada = team.addUser({ name: 'ada' });
    team.addChannel({ name: 'joined', members: [ada] });
    slack.faults.call('users.info', fault);
    await expect(sees(ada)).rejects.toThrow();
    expect(await sees(ada)).toEqual(['joined']);
  },
);

test('a public channel that becomes private is no longer for everybody', async () => {
  const { team, workspace, sees } = await start();
  const ada = team.addUser({ name: 'ada' });
  const open = team.addChannel({ name: 'open' });
  expect(await sees(ada)).toEqual(['open']);
  open.kind = 'private';
  workspace.channels.expire();
  expect(await sees(ada)).toEqual([]);
});
