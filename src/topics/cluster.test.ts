import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustedRand } from '../compare/metrics.ts';
import { seededRandom } from './cluster/random.ts';
import { findClusters } from './cluster.ts';
import { type Matrix, normalizeRows, row, zeros } from './matrix.ts';
import type { WindowMessage } from './window.ts';

interface Said {
  topic: number;
  conversation: number;
  author?: string;
  channel?: string;
  /** Minutes. */
  at?: number;
  text?: string;
}

const columns = 40;

/** Messages whose vectors scatter around one direction a topic; topic -1 has none. */
function chat(said: readonly Said[], scatter: number) {
  const random = seededRandom(7);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const centres = new Map<number, Float32Array>();
  const vectors = zeros(said.length, columns);
  const messages = said.map(({ topic, author = 'ada', channel = 'c', at = 0, text }, i): WindowMessage => {
    if (!centres.has(topic)) centres.set(topic, Float32Array.from({ length: columns }, normal));
    const centre = centres.get(topic)!;
    row(vectors, i).set(centre.map((x) => (topic < 0 ? 0 : x) + scatter * normal()));
    return { id: `m${i}`, channel, author, ts: at * 60_000, text: text ?? `message ${i}` };
  });
  normalizeRows(vectors);
  return { messages, vectors, conversations: Int32Array.from(said, (s) => s.conversation) };
}

const lone = (topics: readonly number[]): Said[] =>
  topics.map((topic, i) => ({ topic, conversation: i, at: i }));

const find = ({ messages, vectors, conversations }: ReturnType<typeof chat>) =>
  findClusters(messages, vectors, conversations);

describe('lone messages', () => {
  it('finds topics of uneven size', () => {
    const truth = [200, 80, 40, 20].flatMap((size, topic) => Array<number>(size).fill(topic));
    expect(adjustedRand(truth, find(chat(lone(truth), 0.5)))).toBeGreaterThan(0.9);
  });

  it.each([2, 3, 30])('finds %i topics', (count) => {
    const truth = Array.from({ length: 600 }, (_, i) => i % count);
    expect(adjustedRand(truth, find(chat(lone(truth), 0.5)))).toBeGreaterThan(0.9);
  });

  it('leaves noise unsorted rather than naming it', () => {
    const truth = Array.from({ length: 400 }, (_, i) => (i < 240 ? i % 4 : -1));
    const clusters = find(chat(lone(truth), 0.4));
    const sorted = (noise: boolean) => clusters.filter((c, i) => c >= 0 && truth[i]! < 0 === noise).length;
    expect(sorted(false) / 240).toBeGreaterThan(0.6);
    expect(sorted(true) / 160).toBeLessThan(0.4);
  });

  it('leaves small talk unsorted, which is alike in tone but not in words', () => {
    const said = lone(Array.from({ length: 300 }, (_, i) => i % 3)).map((s, i) => ({
      ...s,
      text: s.topic === 0 ? `ja${i} wo${i}` : `${s.topic === 1 ? 'printer' : 'coffee'} no${i}`,
    }));
    const clusters = find(chat(said, 0.4));
    expect(new Set(clusters.filter((_, i) => said[i]!.topic === 0))).toEqual(new Set([-1]));
    expect(clusters.filter((c, i) => said[i]!.topic > 0 && c >= 0).length).toBeGreaterThan(180);
  });

  it('asks for no words where nobody shares any', () => {
    const said = lone(Array.from({ length: 300 }, (_, i) => i % 3)).map((s, i) => ({ ...s, text: `wo${i}` }));
    const clusters = find(chat(said, 0.4));
    expect(
      adjustedRand(
        said.map((s) => s.topic),
        clusters,
      ),
    ).toBeGreaterThan(0.9);
  });
});

describe('conversations', () => {
  // Each topic: six conversations of four messages on two days, by two people of its own, among small talk of others.
  const said = [...Array(20).keys()].flatMap((topic) =>
    [...Array(6).keys()].flatMap((k) =>
      [...Array(4).keys()].map(
        (m): Said => ({
          topic,
          conversation: topic * 6 + k,
          author: `p${topic}-${m % 2}`,
          channel: `c${topic % 3}`,
          at: topic * 90 + (k % 3) * 20 + Math.floor(k / 3) * 1440 + m,
        }),
      ),
    ),
  );
  said.sort((a, b) => a.at! - b.at!);

  it('joins conversations that carry on one topic and keeps each whole', () => {
    const clusters = find(chat(said, 1.2));
    expect(
      adjustedRand(
        said.map((s) => s.topic),
        clusters,
      ),
    ).toBeGreaterThan(0.9);
    for (const together of Map.groupBy(clusters.keys(), (i) => said[i]!.conversation).values())
      expect(new Set(together.map((i) => clusters[i])).size).toBe(1);
  });

  it('finds 200 topics at most, and lets the others join them', () => {
    const clusters = find(
      chat(
        [...Array(260 * 6).keys()].map((i) => {
          const topic = Math.floor(i / 6);
          return { topic, conversation: topic, author: `p${topic % 50}`, channel: `c${topic % 3}`, at: i };
        }),
        0.5,
      ),
    );
    const count = new Set(clusters.filter((c) => c >= 0)).size;
    expect(count).toBeLessThanOrEqual(200);
    expect(count).toBeGreaterThan(100);
  });

  it('makes a long conversation a topic of its own', () => {
    const clusters = find(
      chat(
        said.slice(0, 8).map((s) => ({ ...s, conversation: 0 })),
        1,
      ),
    );
    expect([...clusters]).toEqual(Array(8).fill(0));
  });
});

describe('whatever comes', () => {
  const anyChat = fc
    .record({
      said: fc.array(
        fc.record({
          topic: fc.integer({ min: -1, max: 4 }),
          conversation: fc.integer({ min: 0, max: 30 }),
          author: fc.constantFrom('ada', 'bo', 'cy'),
          channel: fc.constantFrom('x', 'y'),
          at: fc.integer({ min: 0, max: 300 }),
          text: fc.constantFrom('', 'hi', 'the build is red', 'thanks a lot'),
        }),
        { maxLength: 120 },
      ),
      scatter: fc.constantFrom(0, 0.3, 2),
      lone: fc.boolean(),
    })
    .map(({ said, scatter, lone }) => {
      const sorted = said.toSorted((a, b) => a.at - b.at);
      const made = chat(lone ? sorted.map((s, i) => ({ ...s, conversation: i })) : sorted, scatter);
      return { ...made, vectors: sameTextSameVector(made.messages, made.vectors) };
    });

  it('puts every message in one place, in numbers without gaps, at least five together', () => {
    fc.assert(
      fc.property(anyChat, (made) => {
        const clusters = find(made);
        expect(clusters).toHaveLength(made.messages.length);
        const sizes = Map.groupBy(clusters, (c) => c);
        sizes.delete(-1);
        expect([...sizes.keys()]).toEqual([...sizes.keys()].map((_, i) => i));
        for (const members of sizes.values()) expect(members.length).toBeGreaterThanOrEqual(5);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same again, and does not care how conversations are numbered', () => {
    fc.assert(
      fc.property(anyChat, (made) => {
        const renumbered = { ...made, conversations: made.conversations.map((c) => 1000 - c) };
        expect([...find(renumbered)]).toEqual([...find(made)]);
      }),
      { numRuns: 40 },
    );
  });

  it('gives identical lone texts one fate', () => {
    fc.assert(
      fc.property(anyChat, (made) => {
        const clusters = find(made);
        const alone = Map.groupBy(made.conversations, (c) => c);
        const byText = Map.groupBy(made.messages.keys(), (i) => made.messages[i]!.text);
        for (const same of byText.values()) {
          const fates = same
            .filter((i) => alone.get(made.conversations[i]!)!.length === 1)
            .map((i) => clusters[i]);
          expect(new Set(fates).size).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leaves the vectors as they were', () => {
    const made = chat(lone([0, 0, 1, 1, 2]), 0.3);
    const before = made.vectors.data.slice();
    find(made);
    expect(made.vectors.data).toEqual(before);
  });

  it.each([0, 1, 2])('takes %i messages', (count) => {
    expect([...find(chat(lone(Array(count).fill(0)), 0.1))]).toEqual(Array(count).fill(-1));
  });

  it('takes duplicates only, and vectors of nothing but zeros', () => {
    const copies = lone(Array<number>(30).fill(0)).map((s) => ({ ...s, text: 'deploy finished' }));
    expect([...find(chat(copies, 0))]).toEqual(Array(30).fill(0));
    const empty = chat(lone(Array<number>(30).fill(0)), 0);
    empty.vectors.data.fill(0);
    expect([...find(empty)]).toEqual(Array(30).fill(-1));
    expect([...find({ ...empty, vectors: { data: new Float32Array(0), rows: 30, columns: 0 } })]).toEqual(
      Array(30).fill(-1),
    );
  });
});

/** An embedder is a function: the same text has the same vector. */
function sameTextSameVector(messages: readonly WindowMessage[], vectors: Matrix): Matrix {
  const first = new Map<string, number>();
  for (const [i, { text }] of messages.entries()) {
    if (!first.has(text)) first.set(text, i);
    row(vectors, i).set(row(vectors, first.get(text)!));
  }
  return vectors;
}
