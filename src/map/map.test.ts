import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { teamChat } from '../../test/team-chat.ts';
import { collect } from '../collect/collect.ts';
import { loadConfig } from '../config.ts';
import { pictureOf } from '../digest/picture.ts';
import { fillEmbeddings } from '../embed/fill.ts';
import { assemble, type Hubbub } from '../hubbub.ts';
import type { Message } from '../message.ts';
import { digestPicture } from '../picture/digest.ts';
import type { Store } from '../store/store.ts';
import { refreshTopics } from '../topics/refresh.ts';
import { operator, type Viewer } from '../viewer.ts';
import { loadMap } from './map.ts';

vi.setConfig({ hookTimeout: 60_000, testTimeout: 60_000 });

const workspace = 'jsonl:team';
const everybody = operator(workspace);
const officeOnly: Viewer = { workspace, channels: new Set(['office']) };
let dataDir: string;
let hubbub: Hubbub;
let store: Store;

const toMessage = ({ user, ts, ...row }: ReturnType<typeof teamChat>[number]): Message => ({
  ...row,
  workspace,
  channelName: row.channel,
  author: user,
  ts: Date.parse(ts),
});
const add = async (messages: Message[]) => {
  await collect(store, messages);
  const embedder = await hubbub.embedder(workspace);
  await fillEmbeddings(store, embedder, workspace);
  await refreshTopics(store, embedder.id, await hubbub.labeller(workspace), workspace);
};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hubbub-test-'));
  hubbub = assemble(loadConfig({ HUBBUB_DATA_DIR: dataDir }));
  store = await hubbub.store();
  await add(teamChat().map(toMessage));
});
afterAll(async () => {
  await hubbub.close();
  await rm(dataDir, { recursive: true });
});

const placesOf = (map: Awaited<ReturnType<typeof loadMap>>) =>
  new Map(map.points.map(({ messageId, x, y }) => [messageId, `${x} ${y}`]));

test('what belongs together lies together', async () => {
  const { points, topics } = await loadMap(store, everybody);
  expect(points).toHaveLength(teamChat().length);
  for (const { topic, x, y } of points) {
    if (topic === null) continue;
    const away = (t: { x: number; y: number }) => Math.hypot(t.x - x, t.y - y);
    const nearest = topics.reduce((best, other) => (away(other) < away(best) ? other : best));
    expect(nearest.id).toBe(topic);
  }
  expect(new Set(topics.map(({ colour }) => colour)).size).toBe(topics.length);
});

test('a viewer is shown nothing of channels that they may not read', async () => {
  const { points, topics } = await loadMap(store, officeOnly);
  const office = new Set(teamChat().flatMap(({ id, channel }) => (channel === 'office' ? id : [])));
  expect(points.map(({ messageId }) => messageId).toSorted()).toEqual([...office].toSorted());
  expect(JSON.stringify(topics)).not.toMatch(/date|parser|pivot|century/i);
});

test('a new message comes near what it is like, moves no other, and colours stay', async () => {
  const before = await loadMap(store, everybody);
  const printer = teamChat().find(({ id }) => id.startsWith('printer'))!;
  await add([
    toMessage({ ...printer, id: 'new', ts: '2025-05-20T10:00:00Z', text: 'the printer is out of toner' }),
  ]);
  const after = await loadMap(store, everybody);
  const stayed = placesOf(after);
  for (const [id, place] of placesOf(before)) expect(stayed.get(id)).toBe(place);
  const point = after.points.find(({ messageId }) => messageId === 'new')!;
  const away = (id: string) => {
    const other = after.points.find(({ messageId }) => messageId === id)!;
    return Math.hypot(other.x - point.x, other.y - point.y);
  };
  const others = teamChat().filter(({ id }) => !id.startsWith('printer'));
  expect(away(printer.id)).toBeLessThan(Math.min(...others.map(({ id }) => away(id))));
  const colourOf = new Map(after.topics.map(({ id, colour }) => [id, colour]));
  for (const { id, colour } of before.topics) expect(colourOf.get(id)).toBe(colour);
});

test('topics that came to lie side by side with one colour get two, and the largest keeps it', async () => {
  await store.pool.query('update topic_colour set colour = 3');
  const again = teamChat().find(({ id }) => id.startsWith('printer'))!;
  await add([toMessage({ ...again, id: 'again', ts: '2025-05-20T11:00:00Z' })]);
  const { topics } = await loadMap(store, everybody);
  expect(new Set(topics.map(({ colour }) => colour)).size).toBe(topics.length);
  expect(topics[0]!.colour).toBe(3);
  await store.pool.query('delete from message where id = $1', ['again']);
});

test('the picture of a digest counts what its readers may see', async () => {
  const { topics, window } = await loadMap(store, everybody, { since: 'all' });
  const period = { from: Date.parse(window.from), to: Date.parse(window.to) + 1 };
  const draw = (viewer: Viewer) => digestPicture(store, viewer, topics, { title: 'Lately', period });
  for (const { label, size } of topics) expect((await draw(everybody))!.alt).toContain(`${label}: ${size}`);
  const code = topics.find(({ keywords }) => /date|parser|pivot|century/i.test(keywords.join()))!;
  expect((await draw(officeOnly))!.alt).not.toContain(code.label);
  expect(await draw({ workspace, channels: new Set() })).toBeUndefined();
});

test('a digest that is revised for the operator counts nothing beyond the channels it was drawn from', async () => {
  const { topics, window } = await loadMap(store, everybody, { since: 'all' });
  const office = teamChat().flatMap(({ id, channel }) => (channel === 'office' ? id : []));
  const to = Date.parse(window.to) + 1;
  const draft = {
    from: Date.parse(window.from),
    to,
    until: to,
    zone: 'UTC',
    messages: office.length,
    people: 3,
    topics: topics.map(({ id, label }) => ({
      ...{ id, label, trend: 'new' as const, people: 3 },
      messages: office,
      lines: [],
    })),
    ...{ quiet: [], questions: [], decisions: [] },
  };
  const { alt } = (await pictureOf(store, everybody, draft))!;
  const code = topics.find(({ keywords }) => /date|parser|pivot|century/i.test(keywords.join()))!;
  expect(alt).not.toContain(code.label);
});

test('the same messages are laid out in the same way, and a deleted one leaves the map', async () => {
  const before = placesOf(await loadMap(store, everybody));
  await store.pool.query('delete from message where id = $1', ['new']);
  await store.pool.query('delete from map_position');
  const once = placesOf(await loadMap(store, everybody));
  await store.pool.query('delete from map_position');
  expect(placesOf(await loadMap(store, everybody))).toEqual(once);
  expect(before.has('new')).toBe(true);
  expect(once.has('new')).toBe(false);
});
