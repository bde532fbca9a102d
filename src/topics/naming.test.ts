import { afterEach, describe, expect, it } from 'vitest';
import { type FakeOpenAI, startFakeOpenAI } from '../../test/fakes/openai.ts';
import type { Labeller } from '../label/labeller.ts';
import { keywordLabeller } from '../label/open.ts';
import { openaiLabeller } from '../label/openai.ts';
import type { Topic, TopicMember } from '../store/topics.ts';
import { zeros } from './matrix.ts';
import { type Naming, nameTopics } from './naming.ts';
import type { Window } from './window.ts';

const keywords = new Map([
  ['a', ['staging keys', 'Vault']],
  ['b', ['ramen', 'noon']],
]);
const texts = { a: ['rotate the staging keys', 'the Vault has them'], b: ['ramen at noon?', 'ramen again'] };

const window: Window = {
  messages: Object.entries(texts).flatMap(([topic, said]) =>
    said.map((text, i) => ({
      id: `${topic}${i}`,
      channel: 'c',
      author: 'u',
      ts: i,
      text,
      contentHash: text,
    })),
  ),
  vectors: zeros(4, 2),
};
const members = window.messages.map(({ id }) => ({ message: id, topic: id[0]! }) as TopicMember);

/** The topics as they are stored after they were named. */
const stored = ({ topics }: Naming) =>
  [...topics.values()].map((named) => ({ ...named, state: 'live' }) as Topic);

const name = (
  labeller: Labeller,
  known: readonly Topic[] = [],
  vanished: string[] = [],
  won: string[] = ['a', 'b'],
) => nameTopics(labeller, window, members, known, keywords, new Set(vanished), new Set(won));

const labelsOf = ({ topics }: Naming) =>
  [...topics.values()].map(({ label, labelledBy }) => [label, labelledBy]);

let server: FakeOpenAI;
afterEach(() => server?.close());

/** A model that names the topics by `names` where there is one for its best keyword. */
async function model(names: Record<string, string>): Promise<Labeller> {
  server = await startFakeOpenAI({
    chat: ({ messages }) => ({
      topics: (
        JSON.parse(messages[1]!.content as string) as { topics: { topic: number; keywords: string[] }[] }
      ).topics.map(({ topic, keywords: [best] }) => ({ topic, name: names[best!] ?? '', summary: '' })),
    }),
  });
  return openaiLabeller({
    apiKey: 'key',
    baseUrl: server.baseUrl,
    model: 'gpt-5.4-mini',
    meter: { reserve: async () => ({ settle: async () => {} }) },
  });
}

const refuse = () => server.fail(...Array(9).fill({ kind: 'status', status: 400 }));

describe('nameTopics', () => {
  it('takes keywords where the model fails, and the model for those again when it is back', async () => {
    const labeller = await model({ 'staging keys': 'Rotating staging keys', ramen: 'Ramen lunch' });
    refuse();
    const first = await name(labeller);
    expect(labelsOf(first).map(([, by]) => by)).toEqual(['keywords', 'keywords']);
    expect(first).toMatchObject({
      named: 2,
      labeller: 'keywords',
      notice: expect.stringMatching(/keywords/),
    });
    await server.close();
    const back = await name(
      await model({ 'staging keys': 'Rotating staging keys', ramen: 'Ramen lunch' }),
      stored(first),
    );
    expect(labelsOf(back)).toEqual([
      ['Rotating staging keys', labeller.id],
      ['Ramen lunch', labeller.id],
    ]);
  });

  it('keeps every name that there is while the model is down, whoever made it', async () => {
    const labeller = await model({});
    const [a, b] = stored(await name(keywordLabeller));
    const known = [
      { ...a!, label: 'Keys of old' },
      { ...b!, label: 'Noodles', labelledBy: 'openai:another' },
    ];
    refuse();
    const naming = await name(labeller, known);
    expect(labelsOf(naming)).toEqual([
      ['Keys of old', 'keywords'],
      ['Noodles', 'openai:another'],
    ]);
    expect(naming.named).toBe(0);
  });

  it('keeps no name drawn from what was deleted, even then', async () => {
    const labeller = await model({});
    const [a, b] = stored(await name(keywordLabeller));
    refuse();
    const naming = await name(labeller, [{ ...a!, label: 'Keys of old' }, b!], [a!.labelledFrom[0]!]);
    expect(labelsOf(naming)[0]![0]).toMatch(/^staging keys/);
  });

  it('has the model name later what it left out of one answer', async () => {
    const labeller = await model({ 'staging keys': 'Rotating staging keys' });
    const partly = await name(labeller);
    expect(labelsOf(partly)).toEqual([
      ['Rotating staging keys', labeller.id],
      ['ramen · noon', 'keywords'],
    ]);
    await server.close();
    const later = await name(await model({ ramen: 'Ramen lunch' }), stored(partly));
    expect(labelsOf(later)).toEqual([
      ['Rotating staging keys', labeller.id],
      ['Ramen lunch', labeller.id],
    ]);
  });

  it('gives no name twice, though a makeshift name stands', async () => {
    const labeller = await model({ 'staging keys': 'Ramen', ramen: '' });
    const [a, b] = stored(await name(keywordLabeller));
    const naming = await name(labeller, [a!, { ...b!, label: 'ramen' }]);
    const names = labelsOf(naming).map(([label]) => label!.toLowerCase());
    expect(new Set(names).size).toBe(2);
  });

  it('changes a name once new messages no longer say it, and not before', async () => {
    const [a, b] = stored(await name(keywordLabeller));
    const renewed = { labelledMembers: ['long gone'] };
    const known = [
      { ...a!, ...renewed, label: 'The rotation · rotate' },
      { ...b!, ...renewed, label: 'The at again' },
    ];
    const naming = await name(keywordLabeller, known);
    expect(labelsOf(naming).map(([label]) => label)).toEqual(['The rotation · rotate', 'ramen · noon']);
    // A topic that only loses messages is about what it was about.
    const leaving = await name(keywordLabeller, known, [], []);
    expect(labelsOf(leaving).map(([label]) => label)).toEqual(known.map((topic) => topic.label));
  });
});
