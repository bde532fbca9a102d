import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases } from '../../test/databases.ts';
import { wordsEmbedder as embedder } from '../../test/words-embedder.ts';
import { collect } from '../collect/collect.ts';
import { fillEmbeddings } from '../embed/fill.ts';
import type { Message } from '../message.ts';
import type { Store } from '../store/store.ts';
import { operator, type Viewer } from '../viewer.ts';
import { findSimilar, type SimilarOptions } from './similar.ts';

const workspace = 'test:query';
const day = 86_400_000;
const newest = Date.UTC(2026, 1, 28);

const channels = { c1: 'infra', c2: 'office', c3: 'board' };
const people = { u1: 'Ana Lima', u2: 'Ana', u3: 'Bo' };
const written: [
  id: string,
  channel: keyof typeof channels,
  author: keyof typeof people,
  daysAgo: number,
  text: string,
  threadId?: string,
][] = [
  ['key-1', 'c1', 'u1', 30, 'how do we rotate the staging key?', 'key-1'],
  ['key-2', 'c1', 'u3', 29, 'the runbook says how, it is on the wiki', 'key-1'],
  ['key-3', 'c1', 'u1', 28, 'done, and it works again', 'key-1'],
  ['key-4', 'c1', 'u2', 10, 'rotate the staging key before friday'],
  ['key-5', 'c2', 'u3', 1, 'who has the key of the bike shed'],
  ['key-6', 'c3', 'u3', 0, 'the staging key of the board room'],
  ['code-1', 'c1', 'u3', 5, 'the proxy gives ERR_CONN_RESET all the time'],
  ['code-2', 'c1', 'u3', 5, 'the proxy reset the conn, an err all the time'],
  ['code-3', 'c1', 'u3', 4, 'fs.readFile() hangs'],
  ['code-4', 'c1', 'u3', 4, 'ticket 4711 hangs'],
  ['disk-1', 'c1', 'u2', 3, 'disk of host 7 is 91% full'],
  ['disk-2', 'c1', 'u2', 2, 'disk of host 7 is 93% full'],
  ['disk-3', 'c1', 'u2', 1, 'Disk of host 8 is 99% full!'],
];

const messages = written.map(
  ([id, channel, author, daysAgo, text, threadId]): Message => ({
    ...{ workspace, id, channel, author, text, threadId },
    channelName: channels[channel],
    authorName: people[author],
    ts: newest - daysAgo * day,
    permalink: `https://acme.slack.com/archives/${channel}/${id}?thread_ts=1&cid=2`,
  }),
);
const everyone = operator(workspace);
const withoutBoard: Viewer = { workspace, channels: new Set(['c1', 'c2']) };

describe.for(databases.filter((one) => !one.missing))('a search, $name', (database) => {
  let store: Store;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    ({ store, drop } = await database.create());
    await collect(store, messages);
    await fillEmbeddings(store, embedder, workspace);
  });
  afterAll(() => drop());

  const find = async (text: string, options: SimilarOptions = {}, viewer = everyone) =>
    (await findSimilar(store, embedder, viewer, { text }, options)).results;
  const idsOf = async (...asked: Parameters<typeof find>) =>
    (await find(...asked)).map(({ messageId }) => messageId).toSorted();

  it('is narrowed by channel, people and time, in the text or beside it, by name or id', async () => {
    expect(await idsOf('key in:#office')).toEqual(['key-5']);
    expect(await idsOf('in:c2 key')).toEqual(['key-5']);
    expect(await idsOf('key in:office in:board')).toEqual(['key-5', 'key-6']);
    expect(await idsOf('from:@Ana Lima key')).toEqual(['key-1', 'key-3']);
    expect(await idsOf('from:"Ana Lima" key before:29d')).toEqual(['key-1']);
    expect(await idsOf('from:@ana since:2w key in:infra since:11d before:4d')).toEqual(['key-4']);
    expect(await idsOf('key', { filters: { channels: ['office'], since: '2026-02-01' } })).toEqual(['key-5']);
    expect(await idsOf('key', { limit: 1 })).toHaveLength(1);
  });

  it.each([
    ['key in:ofice', everyone, 'no channel ofice', /in:#office/],
    ['key in:#board', withoutBoard, 'no channel #board', /^(?!.*board).*in:#office/],
    ['key from:@Bob', everyone, 'nobody called @Bob', /from:@Bo /],
    ['key since:yesterday', everyone, 'not a time to begin at', /2w/],
    ['key since:1d before:2d', everyone, 'both since 1d and before 2d', /since:4w/],
  ])('teaches what to do about %j', async (text, viewer, message, fix) => {
    await expect(find(text, {}, viewer)).rejects.toMatchObject({
      message: expect.stringContaining(message),
      fix: expect.stringMatching(fix),
    });
  });

  it('takes no filter where a space follows the colon, or where the text is verbatim', async () => {
    expect(await idsOf('in: the office')).toContain('key-5');
    const query = { text: 'key in:nowhere', verbatim: true };
    expect((await findSimilar(store, embedder, everyone, query)).query).toBe('key in:nowhere');
  });

  it('finds codes, function names and numbers by their letters', async () => {
    expect((await find('ERR_CONN_RESET'))[0]).toMatchObject({ messageId: 'code-1', sameWords: true });
    expect((await find('why does readFile hang'))[0]).toMatchObject({ messageId: 'code-3' });
    // This embedder sees no number at all: only the words find it.
    expect((await find('4711')).map(({ messageId }) => messageId)).toEqual(['code-4']);
  });

  it('takes a link for its message, whatever way it was copied', async () => {
    const [first] = messages;
    const byId = await findSimilar(store, embedder, everyone, { message: 'key-1' });
    for (const link of [
      first!.permalink!,
      'https://acme.slack.com/archives/c1/key-1',
      'https://acme.enterprise.slack.com/archives/c1/key-1#reply',
    ])
      expect(await findSimilar(store, embedder, everyone, { text: link })).toEqual(byId);
    const hidden = find('https://acme.slack.com/archives/c3/key-6', {}, withoutBoard);
    await expect(hidden).rejects.toThrow('leads to no message that you may read');
  });

  it('leaves out the conversation of a message unless it is wanted', async () => {
    const ids = async (options: SimilarOptions) =>
      (await findSimilar(store, embedder, everyone, { message: 'key-2' }, options)).results.map(
        ({ messageId }) => messageId,
      );
    expect(await ids({ limit: 20 })).not.toEqual(expect.arrayContaining(['key-1']));
    expect(await ids({ limit: 20 })).not.toEqual(expect.arrayContaining(['key-3']));
    expect(await ids({ limit: 20, ownConversation: true })).toEqual(
      expect.arrayContaining(['key-1', 'key-3']),
    );
  });

  it('folds what is nearly the same, except in the number that is asked for', async () => {
    const [alarm, ...others] = await find('disk full');
    expect(alarm).toMatchObject({ messageId: expect.stringMatching(/^disk/), repeats: 2 });
    expect(others.map(({ messageId }) => messageId)).not.toContainEqual(expect.stringMatching(/^disk/));
    const apart = await idsOf('disk of host 8 full', { limit: 3 });
    expect(apart).toEqual(['disk-1', 'disk-2', 'disk-3']);
  });

  it('quotes one message a conversation and says what came of it, as far as the viewer may see', async () => {
    const results = await find('rotate staging key', { conversations: true, limit: 20 });
    expect(results.filter(({ messageId }) => /^key-[123]$/.test(messageId))).toHaveLength(1);
    expect(results.find(({ messageId }) => messageId === 'key-1')!.outcome).toMatchObject({
      replies: 2,
      last: { author: 'Ana Lima', text: 'done, and it works again' },
    });
    expect(results.find(({ messageId }) => messageId === 'key-4')!.outcome).toEqual({ replies: 0 });
  });
});
