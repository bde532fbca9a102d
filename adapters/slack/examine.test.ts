import { expect, onTestFinished, test } from 'vitest';
import type { SlackTokens } from '../../src/config/slack.ts';
import { SlackFake } from '../../test/fakes/slack/slack.ts';
import { slackAdapter } from './slack.ts';

async function start() {
  const slack = await SlackFake.start();
  onTestFinished(() => slack.stop());
  const team = slack.addTeam({ name: 'Acme' });
  const examine = (tokens: Partial<SlackTokens> = {}, apiUrl = slack.url) =>
    slackAdapter({
      workspaces: [{ botToken: team.botToken, appToken: team.appToken, ...tokens }],
      apiUrl,
      listen: { host: '127.0.0.1', port: 0 },
      botMessages: false,
      log: () => {},
    }).examine();
  return { slack, team, examine };
}

test('a well installed app is found in order', async () => {
  const { team, examine } = await start();
  team.addChannel({ name: 'general' });
  const findings = await Promise.all(Object.values(examine()).map((finding) => finding()));
  expect(findings.join()).toContain('signed in to Acme');
  expect(findings.join()).toContain('#general');
});

test('a token of a wrong kind is named', async () => {
  const { team, examine } = await start();
  const swapped = examine({ botToken: team.appToken, appToken: team.botToken });
  await expect(swapped['slack: bot token']!()).rejects.toThrow('SLACK_BOT_TOKEN begins with xapp-');
});

test('tokens of two apps are told apart', async () => {
  const { slack, examine } = await start();
  const other = slack.addTeam({ name: 'Globex' });
  const mixed = examine({ appToken: other.appToken });
  await expect(mixed['slack: Socket Mode']!()).rejects.toThrow(
    `SLACK_APP_TOKEN is of the app ${other.appId}`,
  );
});

test('a token that Slack does not know is named', async () => {
  const { examine } = await start();
  await expect(examine({ botToken: 'xoxb-made-up' })['slack: scopes']!()).rejects.toThrow(
    'Slack does not know the token (invalid_auth)',
  );
});

test('an app whose Socket Mode is switched off is named', async () => {
  const { slack, examine } = await start();
  slack.faults.call('apps.connections.open', { kind: 'error', error: 'link_disabled' });
  await expect(examine()['slack: Socket Mode']!()).rejects.toThrow('Socket Mode is switched off');
});

test('a Slack that cannot be reached is named', async () => {
  const { examine } = await start();
  await expect(examine({}, 'http://127.0.0.1:9/api/')['slack: channels']!()).rejects.toThrow(
    'Slack cannot be reached',
  );
});
