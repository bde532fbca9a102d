import { expect, test } from 'vitest';
import { webConfig } from './web.ts';

test('the dashboard is on unless it is switched off, and a platform’s issuer is where its API is', () => {
  expect(webConfig({})).toEqual({ host: '127.0.0.1', port: 4822, signIn: [] });
  for (const HUBBUB_WEB_PORT of ['off', '0']) expect(webConfig({ HUBBUB_WEB_PORT })).toBeUndefined();
  expect(webConfig({ HUBBUB_WEB_PORT: 'auto', HUBBUB_WEB_URL: 'https://hub.example/x' })).toEqual({
    host: '127.0.0.1',
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

test('an address that others reach is refused unless people sign in behind TLS, or the operator says that it may be', () => {
  const app = { SLACK_CLIENT_ID: 'id', SLACK_CLIENT_SECRET: 'secret' };
  const https = 'https://hub.example';
  for (const HUBBUB_WEB_HOST of ['0.0.0.0', '::', '192.168.1.5']) {
    for (const half of [{}, app, { HUBBUB_WEB_URL: https }, { ...app, HUBBUB_WEB_URL: 'http://hub.example' }])
      expect(() => webConfig({ HUBBUB_WEB_HOST, ...half })).toThrow(
        'lets other machines reach the dashboard',
      );
    expect(webConfig({ HUBBUB_WEB_HOST, ...app, HUBBUB_WEB_URL: https })?.host).toBe(HUBBUB_WEB_HOST);
    expect(webConfig({ HUBBUB_WEB_HOST, HUBBUB_WEB_EXPOSED: 'yes' })?.host).toBe(HUBBUB_WEB_HOST);
  }
  for (const HUBBUB_WEB_HOST of ['127.0.0.1', '127.0.0.2', '::1', 'localhost'])
    expect(webConfig({ HUBBUB_WEB_HOST })?.host).toBe(HUBBUB_WEB_HOST);
});
