import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { httpApp, startSlack } from './real-app.ts';

test('signed events and commands reach an app over HTTP; forged and old ones do not', async () => {
  const { slack, team, ada, general } = await startSlack();
  const { told, url } = await httpApp(slack, team, (app) =>
    app.command('/topics', async ({ ack }) => ack('Here they are')),
  );
  expect(await team.useHttp(url)).toBe(true);
  team.post(general, ada, 'hello');
  await slack.settled();
  expect(told).toEqual(['hello']);
  const asked = await team.command(ada, general, '/topics');
  expect(await asked.reply()).toMatchObject({ via: 'ack', text: 'Here they are', ephemeral: true });

  const event = { type: 'message', channel: general.id, text: 'forged' };
  expect(await team.forge(url, { secret: 'guess' }, event)).toBe(401);
  expect(await team.forge(url, { secondsAgo: 600 }, event)).toBe(401);
  expect(await team.forge(url, { unsigned: true }, event)).toBe(401);
  expect(await team.forge(url, {}, event)).toBe(200);
  expect(told).toEqual(['hello', 'forged']);
});

test('an event is posted again, and says so, where the app answers with an error', async () => {
  const { slack, team, ada, general } = await startSlack();
  const retries: unknown[] = [];
  const server = createServer(({ headers }, response) => {
    retries.push([headers['x-slack-retry-num'], headers['x-slack-retry-reason']]);
    response.writeHead(retries.length < 3 ? 500 : 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  await team.useHttp(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  team.post(general, ada, 'hello');
  await slack.settled();
  expect(retries.slice(1)).toEqual([
    [undefined, undefined],
    ['1', 'http_error'],
  ]);
  expect(team.delivery.acks).toMatchObject([
    { failure: 'http_error' },
    { attempt: 1, ms: expect.any(Number) },
  ]);
});
