import { expect, test } from 'vitest';
import { loadConfig } from '../config.ts';

test('Socket Mode is chosen where there is an app-level token, HTTP where there is a signing secret alone', () => {
  const both = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: 's' };
  expect(loadConfig(both).slack!.workspaces).toEqual([{ botToken: 'xoxb-1', appToken: 'xapp-1' }]);
  const http = loadConfig({ ...both, SLACK_APP_TOKEN: '', SLACK_LISTEN: '[::1]:8080' }).slack!;
  expect(http.workspaces).toEqual([{ botToken: 'xoxb-1', signingSecret: 's' }]);
  expect(http.listen).toEqual({ host: '::1', port: 8080 });
});

test('it listens on this machine alone unless told otherwise', () => {
  const { slack } = loadConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' });
  expect(slack!.listen.host).toBe('127.0.0.1');
});

test('the tokens of several workspaces stay in pairs', () => {
  const { slack } = loadConfig({ SLACK_BOT_TOKEN: 'xoxb-1, xoxb-2', SLACK_APP_TOKEN: 'xapp-1,xapp-2,' });
  expect(slack!.workspaces).toEqual([
    { botToken: 'xoxb-1', appToken: 'xapp-1' },
    { botToken: 'xoxb-2', appToken: 'xapp-2' },
  ]);
});

test.each([
  [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN is missing'],
  [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET'],
  [{ SLACK_BOT_TOKEN: 'xoxb-1,xoxb-2', SLACK_APP_TOKEN: 'xapp-1' }, 'names 2 workspaces'],
  [{ SLACK_LISTEN: 'everywhere' }, 'SLACK_LISTEN'],
])('%j is refused in words', (env, said) => {
  expect(() => loadConfig(env)).toThrow(said);
});
