import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTeamChat, workspace } from '../../test/dashboard.ts';
import { operator, type Viewer } from '../viewer.ts';
import { mergeTopics } from './curate.ts';
import { listTopics } from './list.ts';
import { timelineOf } from './timeline.ts';

let chat: Awaited<ReturnType<typeof readTeamChat>>;
const everybody = operator(workspace);
const codeOnly: Viewer = { workspace, channels: new Set(['code']) };

beforeAll(async () => {
  chat = await readTeamChat();
});
afterAll(() => chat.close());

test('a course adds up to its topic, and begins with its first message', async () => {
  const { topics, events, from, to } = await timelineOf(await chat.hubbub.store(), everybody);
  expect(topics.length).toBeGreaterThan(1);
  for (const topic of topics) {
    expect(topic.activity.reduce((a, b) => a + b)).toBe(topic.size);
    expect(topic.from).toBeGreaterThanOrEqual(from);
    expect(topic.to).toBeLessThanOrEqual(to);
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'born',
        at: topic.from,
        after: topic.size,
        topic: { id: topic.id, label: topic.label },
      }),
    );
  }
});

test('nothing of a channel that the viewer may not read is told, neither by name nor by number', async () => {
  const store = await chat.hubbub.store();
  const office = (await listTopics(store, { workspace, channels: new Set(['office']) })).topics;
  expect(office.length).toBe(2);
  await mergeTopics(store, everybody, office[0]!.id, office[1]!.id);
  const all = await timelineOf(store, everybody);
  expect(all.events).toContainEqual(
    expect.objectContaining({ kind: 'merged', other: { id: office[0]!.id, label: office[0]!.label } }),
  );
  const seen = await timelineOf(store, codeOnly);
  expect(seen.topics).toHaveLength(1);
  const said = JSON.stringify(seen);
  for (const { id, label } of office) {
    expect(said).not.toContain(id);
    expect(said).not.toContain(label);
  }
  for (const event of seen.events) expect(event).not.toHaveProperty('after');
});
