import { expect, onTestFinished, test } from 'vitest';
import { goLive } from '../../test/contract/live.ts';
import { SlackFake } from '../../test/fakes/slack/slack.ts';
import { slackAdapter } from './slack.ts';

test('what Slack tells again, after it was deleted and that got lost, does not stay', async () => {
  const slack = await SlackFake.start({ ackTimeout: 500, retryDelays: [50, 200] });
  onTestFinished(() => slack.stop());
  const team = slack.addTeam({ name: 'Acme' });
  const ada = team.addUser({ name: 'ada' });
  const general = team.addChannel({ name: 'general', members: [ada] });
  const live = await goLive({
    workspace: `slack:${team.id}`,
    adapter: () =>
      slackAdapter({
        workspaces: [{ botToken: team.botToken, appToken: team.appToken }],
        apiUrl: slack.url,
        listen: { host: '127.0.0.1', port: 0 },
        botMessages: false,
        log: () => {},
      }),
  });
  onTestFinished(() => live.close());
  await live.idle();
  const texts = async () => (await live.stored()).map(({ text }) => text);

  slack.faults.swallowAcks();
  const regretted = team.post(general, ada, 'the password of the router is on the fridge');
  await expect.poll(texts).toHaveLength(1);
  slack.faults.loseEvents();
  team.delete(regretted);
  await slack.settled();
  expect(await texts()).toHaveLength(1);
  await expect.poll(texts, { timeout: 10_000, interval: 100 }).toEqual([]);
});
