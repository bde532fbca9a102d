import { expect, test } from 'vitest';
import { socketApp, startSlack } from './real-app.ts';
import { until } from './until.ts';

test('what happens in a channel is told as Slack tells it', async () => {
  const { slack, team, ada, general } = await startSlack();
  const told = await socketApp(slack, team);
  const posted = team.post(general, ada, 'one');
  const reply = team.reply(posted, ada, 'two');
  team.edit(reply, 'two!');
  team.unfurl(posted, { title: 'A page', text: 'about', from_url: 'https://example.com' });
  team.delete(reply);
  team.join(general, team.addUser({ name: 'bo' }));
  team.post(general, ada, 'three', { files: ['A plan'] });
  await slack.settled();
  const changes = ['message_changed', 'message_changed', 'message_deleted', 'channel_join', 'file_share'];
  expect(told).toEqual(['one', 'two', ...changes]);
  expect(team.delivery.acks.every(({ ms }) => ms !== undefined)).toBe(true);
  expect(team.truth()).toMatchObject([{ text: 'one' }, { text: 'three', files: ['A plan'] }]);
});

test('channels without the bot, events not subscribed and events without a scope stay untold', async () => {
  const { slack, team, ada, general } = await startSlack();
  const told = await socketApp(slack, team);
  team.post(team.addChannel({ name: 'foreign', withBot: false }), ada, 'foreign');
  const secret = team.addChannel({ name: 'secret', kind: 'private', members: [ada] });
  team.granted.events.delete('message.groups');
  team.post(secret, ada, 'secret');
  team.granted.scopes.delete('channels:history');
  team.post(general, ada, 'unreadable');
  await slack.settled();
  expect(told).toEqual([]);
});

test('an event is told again where its acknowledgement is not heard, twice on order, and never where it is lost', async () => {
  const { slack, team, ada, general } = await startSlack();
  const told = await socketApp(slack, team);
  slack.faults.swallowAcks();
  team.post(general, ada, 'unheard');
  await slack.settled();
  slack.faults.repeatEvents();
  team.post(general, ada, 'twice');
  slack.faults.loseEvents();
  team.post(general, ada, 'lost');
  await slack.settled();
  expect(told).toEqual(['unheard', 'unheard', 'twice', 'twice']);
  const [first, second] = team.delivery.acks;
  expect(first).toMatchObject({ attempt: 0, failure: 'timeout' });
  expect(second).toMatchObject({ attempt: 1, eventId: first!.eventId });
  expect(team.truth().map(({ text }) => text)).toContain('lost');
});

test('sockets that are cut or asked to go come back', async () => {
  const { slack, team, ada, general } = await startSlack();
  const told = await socketApp(slack, team);
  for (const leave of [() => team.socket.drop(), () => team.socket.disconnect('refresh_requested')]) {
    leave();
    await until(() => team.socket.connections === 0, 'It did not go.');
    await slack.connected(team);
  }
  team.post(general, ada, 'after');
  await slack.settled();
  expect(told).toEqual(['after']);
});

test('each payload goes to one of several sockets', async () => {
  const { slack, team, ada, general } = await startSlack();
  const [a, b] = [await socketApp(slack, team), await socketApp(slack, team)];
  await slack.connected(team, 2);
  for (let i = 0; i < 4; i++) team.post(general, ada, String(i));
  await slack.settled();
  expect([a.length, b.length]).toEqual([2, 2]);
  expect([...a, ...b].toSorted()).toEqual(['0', '1', '2', '3']);
});
