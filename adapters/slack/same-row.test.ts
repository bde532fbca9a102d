import { expect, onTestFinished, test } from 'vitest';
import type { Message } from '../../src/message.ts';
import { SlackFake } from '../../test/fakes/slack/slack.ts';
import type { Host } from '../adapter.ts';
import { folder, readAll } from '../archive/fixtures.ts';
import { slackAdapter } from './slack.ts';

test('a message that came live and the same one from an export are the same', async () => {
  const slack = await SlackFake.start();
  onTestFinished(() => slack.stop());
  const team = slack.addTeam({ name: 'Acme' });
  const ada = team.addUser({ name: 'ada', displayName: 'Ada L.' });
  const bo = team.addUser({ name: 'bo' });
  const ci = team.addUser({ name: 'ci', bot: true });
  const general = team.addChannel({ name: 'general', members: [ada, bo] });
  const live = new Map<string, Message>();
  // More is not asked of it here.
  const host = {
    receive: async (message) => void live.set(message.id, message),
    catchUp() {},
  } as Partial<Host> as Host;
  const adapter = slackAdapter({
    workspaces: [{ botToken: team.botToken, appToken: team.appToken }],
    apiUrl: slack.url,
    listen: { host: '127.0.0.1', port: 0 },
    botMessages: true,
    log: () => {},
  });
  await adapter.start(host);
  onTestFinished(() => adapter.stop());

  const posted = team.post(
    general,
    ada,
    `<@${bo.id}> see <#${general.id}> &amp; *this*: <https://example.com/x|the guide> :tada:`,
  );
  team.reply(posted, bo, 'fixed in `main`');
  team.reply(posted, bo, 'and told everybody', { broadcast: true });
  team.post(general, ada, '', { files: ['A plan'] });
  team.post(general, ci, 'build failed');
  team.post(general, ci, 'deploy done', { webhook: 'Deploys' });
  team.edit(posted, 'see the guide');
  await slack.settled();
  await expect.poll(() => live.size).toBe(6);
  await expect.poll(() => live.get(`${general.id}/${posted.ts}`)?.text).toBe('see the guide');

  const path = await folder({
    'users.json': [...team.users.values()].map(({ id, name, realName, displayName }) => ({
      id,
      name,
      team_id: team.id,
      profile: { real_name: realName, display_name: displayName },
    })),
    'channels.json': [{ id: general.id, name: general.name }],
    'general/2026-01-01.json': general.messages,
  });
  const { messages } = await readAll(path);
  expect(messages).toHaveLength(6);
  // That it opens a thread is known of a first message only once there are replies.
  const bare = ({ threadId, id, ...rest }: Message) => ({
    ...rest,
    id,
    ...(threadId !== id && { threadId }),
  });
  expect(messages.map(bare)).toEqual(messages.map(({ id }) => bare(live.get(id)!)));
});
