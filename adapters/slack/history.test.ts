import { expect, onTestFinished, test } from 'vitest';
import { SlackFake } from '../../test/fakes/slack/slack.ts';
import type { HistoryPage } from '../adapter.ts';
import { SlackWorkspace } from './workspace.ts';

const now = Date.UTC(2025, 4, 20);
const day = 86_400_000;

async function start() {
  const slack = await SlackFake.start();
  onTestFinished(() => slack.stop());
  const team = slack.addTeam();
  const ada = team.addUser({ name: 'ada' });
  const general = team.addChannel({ name: 'general', members: [ada] });
  const workspace = await SlackWorkspace.open({
    botToken: team.botToken,
    apiUrl: slack.url,
    botMessages: false,
    log: () => {},
    signal: new AbortController().signal,
  });
  await workspace.channels.read();
  const source = workspace.history.source(workspace.channels.get(general.id)!);
  const say = (text: string, at: number, options: object = {}) =>
    team.post(general, ada, text, { at, quiet: true, ...options });
  const read = async (range: { after?: number; before?: number }): Promise<HistoryPage[]> => {
    const pages: HistoryPage[] = [];
    for await (const page of source.pages(range, new AbortController().signal)) pages.push(page);
    return pages;
  };
  return { slack, team, workspace, say, read };
}
const texts = (pages: readonly HistoryPage[]) =>
  pages.flatMap(({ messages }) => messages.map(({ text }) => text));

test('history comes newest first with the replies of every thread, and can go on from where it was left', async () => {
  const { say, read } = await start();
  for (let i = 0; i < 450; i++) {
    const posted = say(`message ${i}`, now - i * 60_000);
    if (i % 30 === 0) say(`reply to ${i}`, now - i * 60_000 + 1, { thread: posted });
  }
  const pages = await read({});
  expect(new Set(texts(pages)).size).toBe(465);
  expect(texts(pages)[0]).toBe('message 0');
  const marks = pages.map(({ reachedBackTo }) => reachedBackTo);
  expect(marks).toEqual(marks.toSorted((a, b) => b - a));
  const rest = await read({ before: marks[1]! });
  expect(new Set([...texts(pages.slice(0, 2)), ...texts(rest)]).size).toBe(465);
  expect(texts(rest)).not.toContain('message 0');
});

test('after a gap there are new replies of older threads and edits of older messages, but nothing else that is old', async () => {
  const { team, say, read } = await start();
  const thread = say('an old question', now - 3 * day);
  say('an old answer', now - 3 * day + 1_000, { thread });
  const edited = say('an old message', now - 2 * day);
  say('a new message', now - 1_000);
  say('a new answer', now - 500, { thread });
  team.edit(edited, 'an old message, mended');
  const found = texts(await read({ after: now - 60_000 }));
  expect(found.toSorted()).toEqual([
    'a new answer',
    'a new message',
    'an old message, mended',
    'an old question',
  ]);
});

test('where Slack allows a call now and then, it is waited for, and people are still answered at once', async () => {
  const { slack, team, workspace, say, read } = await start();
  slack.limits.useDistributedApp(1_000);
  for (let i = 0; i < 40; i++) say(`message ${i}`, now - i * 60_000);
  const reading = read({});
  const ada = [...team.users.values()].find(({ name }) => name === 'ada')!;
  expect((await workspace.viewers.viewer(ada.id)).channels).toHaveProperty('size', 1);
  expect(slack.records.of('conversations.history').length).toBeLessThan(3);
  expect(new Set(texts(await reading)).size).toBe(40);
  const refused = slack.records.of('conversations.history').filter(({ result }) => result === 'ratelimited');
  expect(refused.length).toBeGreaterThan(0);
});
