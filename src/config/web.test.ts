import { expect, test } from 'vitest';
import { webConfig } from './web.ts';

test('the dashboard is on unless it is switched off, and a platform’s issuer is where its API is', () => {
  expect(webConfig({})).toEqual({ port: 4822, signIn: [] });
  for (const HUBBUB_WEB_PORT of ['off', '0']) expect(webConfig({ HUBBUB_WEB_PORT })).toBeUndefined();
  expect(webConfig({ HUBBUB_WEB_PORT: 'auto', HUBBUB_WEB_URL: 'https://hub.example/x' })).toEqual({
    port: 0,
    url: 'https://hub.example',
    signIn: [],
  });
  const app = { SLACK_CLIENT_ID: 'id', SLACK_CLIENT_SECRET: 'secret' };
  expect(webConfig(app)?.signIn).toMatchObject([{ platform: 'slack', issuer: 'https://slack.com' }]);
  expect(webConfig({ ...app, SLACK_API_URL: 'http://127.0.0.1:9/api/' })?.signIn).toMatchObject([
    { issuer: 'http://127.0.0.1:9' },
  ]);
});

test('a port that there is none of, and half of an app, are refused with what to do', () => {
  expect(() => webConfig({ HUBBUB_WEB_PORT: '70000' })).toThrow('is no port');
  expect(() => webConfig({ DISCORD_CLIENT_ID: 'id' })).toThrow('DISCORD_CLIENT_SECRET');
});
