import { describe, expect, test } from 'vitest';
import { clientOf, refusal, startSlack } from './real-app.ts';

const start = Date.UTC(2025, 4, 5);
const numbers = (page: { messages?: { text?: string }[] }) => page.messages?.map(({ text }) => Number(text));

/** A channel with the messages 0, 1, … n-1, a minute apart. */
async function startWithHistory(n: number) {
  const all = await startSlack();
  const posted = Array.from({ length: n }, (_, i) =>
    all.team.post(all.general, all.ada, String(i), { at: start + i * 60_000, quiet: true }),
  );
  return { ...all, channel: all.general.id, posted };
}

describe('history', () => {
  test('comes newest first, and in pages from now backwards', async () => {
    const { client, channel } = await startWithHistory(5);
    const first = await client.conversations.history({ channel, limit: 2 });
    expect([numbers(first), first.has_more]).toEqual([[4, 3], true]);
    const cursor = first.response_metadata!.next_cursor!;
    const second = await client.conversations.history({ channel, limit: 2, cursor });
    expect(numbers(second)).toEqual([2, 1]);
  });

  test('within bounds leaves the bounds out unless asked for, and with oldest alone pages towards now', async () => {
    const { client, channel, posted } = await startWithHistory(6);
    const [oldest, latest] = [posted[1]!.ts, posted[4]!.ts];
    const read = (options: object) => client.conversations.history({ channel, ...options });
    expect(numbers(await read({ oldest, latest }))).toEqual([3, 2]);
    expect(numbers(await read({ oldest, latest, inclusive: true }))).toEqual([4, 3, 2, 1]);
    expect(numbers(await read({ oldest, latest, limit: 1 }))).toEqual([3]);
    const forwards = await read({ oldest, limit: 2 });
    expect(numbers(forwards)).toEqual([3, 2]);
    const cursor = forwards.response_metadata!.next_cursor;
    expect(numbers(await read({ oldest, limit: 2, cursor }))).toEqual([5, 4]);
  });

  test('has no replies but those sent to the channel; threads have them, oldest first', async () => {
    const { client, channel, posted, team, ada } = await startWithHistory(2);
    team.reply(posted[0]!, ada, '10', { at: start + 30_000 });
    const last = team.reply(posted[0]!, ada, '11', { broadcast: true });
    const history = await client.conversations.history({ channel });
    expect(numbers(history)).toEqual([11, 1, 0]);
    const { ts } = posted[0]!;
    expect(history.messages!.at(-1)).toMatchObject({ thread_ts: ts, reply_count: 2, latest_reply: last.ts });
    expect(numbers(await client.conversations.replies({ channel, ts }))).toEqual([0, 10, 11]);
    const page = await client.conversations.replies({ channel, ts, limit: 2 });
    const cursor = page.response_metadata!.next_cursor!;
    expect(numbers(await client.conversations.replies({ channel, ts, limit: 2, cursor }))).toEqual([0, 11]);
    team.delete(last);
    expect(team.find(posted[0]!)).toMatchObject({ reply_count: 1 });
  });

  test('keeps a tombstone where a thread lost its first message', async () => {
    const { client, channel, posted, team, ada } = await startWithHistory(1);
    team.reply(posted[0]!, ada, '10');
    team.delete(posted[0]!);
    const { messages } = await client.conversations.history({ channel });
    expect(messages).toMatchObject([{ subtype: 'tombstone', text: 'This message was deleted.' }]);
    expect(team.truth().map(({ text }) => text)).toEqual(['10']);
  });
});

test('who may read what is as in Slack', async () => {
  const { slack, client, team, ada, general } = await startSlack();
  const foreign = team.addChannel({ name: 'foreign', members: [ada], withBot: false });
  const secret = team.addChannel({ name: 'secret', kind: 'private', members: [ada], withBot: false });
  const shared = team.addChannel({ name: 'shared', kind: 'private', members: [ada] });
  const history = (channel: string, by = client) => refusal(by.conversations.history({ channel }));
  expect(await history(foreign.id)).toMatchObject({ error: 'not_in_channel' });
  expect(await history(secret.id)).toMatchObject({ error: 'channel_not_found' });
  expect(await history(general.id, clientOf(slack, 'xoxb-wrong'))).toMatchObject({ error: 'invalid_auth' });
  expect(await history(general.id, clientOf(slack, team.appToken))).toMatchObject({
    error: 'not_allowed_token_type',
  });
  expect(await refusal(client.apps.connections.open())).toMatchObject({ error: 'not_allowed_token_type' });
  const other = slack.addTeam();
  expect(await history(general.id, clientOf(slack, other.botToken))).toMatchObject({
    error: 'channel_not_found',
  });

  const types = 'public_channel,private_channel';
  const { channels } = await client.users.conversations({ user: ada.id, types });
  expect(channels!.map(({ name }) => name)).toEqual(['general', 'foreign', 'shared']);
  team.granted.scopes.delete('groups:history');
  expect(await history(shared.id)).toMatchObject({
    error: 'missing_scope',
    needed: 'groups:history',
    provided: expect.stringContaining('channels:history'),
  });
  const { response_metadata } = await client.auth.test();
  expect(response_metadata!.scopes).toEqual([...team.granted.scopes]);
});

test('more calls than a limit allows are put off, and so are those that were ordered to be', async () => {
  const { slack, team, general, ada } = await startSlack();
  const client = clientOf(slack, team.botToken, { rejectRateLimitedCalls: true });
  slack.limits.useDistributedApp();
  for (let i = 0; i < 20; i++) team.post(general, ada, `${i}`, { quiet: true });
  const channel = general.id;
  expect((await client.conversations.history({ channel })).messages).toHaveLength(15);
  await expect(client.conversations.history({ channel })).rejects.toMatchObject({ retryAfter: 60 });
  await client.users.info({ user: ada.id });
  slack.faults.call('users.info', { kind: 'ratelimited', retryAfter: 7 });
  await expect(client.users.info({ user: ada.id })).rejects.toMatchObject({ retryAfter: 7 });
  slack.faults.call('*', { kind: 'status', status: 503 });
  await expect(client.users.info({ user: ada.id })).rejects.toMatchObject({ statusCode: 503 });
  slack.faults.call('users.info', { kind: 'cut' });
  await expect(client.users.info({ user: ada.id })).rejects.toThrow();
  const results = slack.records.of('users.info').map(({ result }) => result);
  expect(results).toEqual(['ok', 'ratelimited', '503', 'no answer']);
});

test('what the app posts is there, is its own, and is recorded', async () => {
  const { slack, client, team, ada, general } = await startSlack();
  const channel = general.id;
  const { ts } = await client.chat.postMessage({
    channel,
    text: 'See <!here>',
    blocks: [{ type: 'divider' }],
  });
  await client.chat.update({ channel, ts: ts!, text: 'See here' });
  expect(slack.records.replies.map(({ via, text }) => [via, text])).toEqual([
    ['chat.postMessage', 'See <!here>'],
    ['chat.update', 'See here'],
  ]);
  expect(slack.records.pings).toEqual(['<!here>']);
  const mine = team.post(general, ada, 'mine');
  expect(await refusal(client.chat.delete({ channel, ts: mine.ts }))).toMatchObject({
    error: 'cant_delete_message',
  });
  const { permalink } = await client.chat.getPermalink({ channel, message_ts: mine.ts });
  expect(permalink).toBe(`https://acme.slack.com/archives/${channel}/p${mine.ts.replace('.', '')}`);
  const tooLong = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }] as const;
  expect(await refusal(client.chat.postMessage({ channel, text: 'x', blocks: [...tooLong] }))).toMatchObject({
    error: 'invalid_blocks',
  });
  expect(slack.records.violations).toMatchObject([
    { detail: expect.stringContaining('/blocks/0/text/text') },
  ]);
  await client.filesUploadV2({ channel_id: channel, filename: 'topics.txt', content: 'one, two' });
  expect(slack.records.files).toMatchObject([
    { name: 'topics.txt', channel, content: Buffer.from('one, two') },
  ]);
});
