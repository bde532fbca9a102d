import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KnownTopic, type Run, reconcile, type Standing, withinBounds } from './identity.ts';
import { zeros } from './matrix.ts';

const messages = 30;

/** A run whose messages are their own conversations unless told otherwise. */
function run(clusters: readonly number[], more: Partial<Run> = {}): Run {
  let next = 0;
  return {
    conversations: Int32Array.from(clusters.keys()),
    clusters: Int32Array.from(clusters),
    vectors: zeros(clusters.length, 2),
    previous: clusters.map(() => undefined),
    topics: [],
    newId: () => `new${next++}`,
    ...more,
  };
}

const topicsOf = (standings: readonly Standing[]) => standings.map((standing) => standing.topic);

const known = (id: string, more: Partial<KnownTopic> = {}): KnownTopic => ({
  id,
  curated: false,
  centroid: new Float32Array(2),
  ...more,
});

const clustering = fc.array(fc.integer({ min: -1, max: 4 }), { minLength: messages, maxLength: messages });
const permutation = fc
  .array(fc.double({ noNaN: true }), { minLength: 6, maxLength: 6 })
  .map((keys) => [...keys.keys()].sort((a, b) => keys[a]! - keys[b]! || a - b));

describe('reconcile', () => {
  it('makes a topic of each cluster of a first run, and leaves the rest unsorted', () => {
    fc.assert(
      fc.property(clustering, (clusters) => {
        const topics = topicsOf(reconcile(run(clusters)));
        for (let i = 0; i < messages; i++)
          for (let j = 0; j < i; j++)
            if (clusters[i]! >= 0) expect(topics[i] === topics[j]).toBe(clusters[i] === clusters[j]);
        expect(topics.map((topic) => topic === null)).toEqual(clusters.map((cluster) => cluster < 0));
      }),
    );
  });

  it('changes nothing when the same clusters are found again, however they are numbered', () => {
    fc.assert(
      fc.property(clustering, permutation, (clusters, renumbered) => {
        const first = reconcile(run(clusters));
        const again = clusters.map((cluster) => (cluster < 0 ? -1 : renumbered[cluster]!));
        const topics = [...new Set(topicsOf(first))].flatMap((id) => (id ? [known(id)] : []));
        expect(reconcile(run(again, { previous: first, topics, newId: () => 'another' }))).toEqual(first);
      }),
    );
  });

  it('does not depend on how clusters are numbered', () => {
    fc.assert(
      fc.property(clustering, clustering, permutation, (before, clusters, renumbered) => {
        const previous = reconcile(run(before));
        const again = clusters.map((cluster) => (cluster < 0 ? -1 : renumbered[cluster]!));
        const newId = (first: number) => `born${first}`;
        expect(reconcile(run(again, { previous, newId }))).toEqual(
          reconcile(run(clusters, { previous, newId })),
        );
      }),
    );
  });

  it('moves a message that has a topic only when two runs in a row agree', () => {
    fc.assert(
      fc.property(clustering, clustering, (before, clusters) => {
        const previous = reconcile(run(before));
        const once = reconcile(run(clusters, { previous, newId: (i) => `born${i}` }));
        for (let i = 0; i < messages; i++)
          if (previous[i]!.topic !== null) expect(once[i]!.topic).toBe(previous[i]!.topic);
        const twice = reconcile(run(clusters, { previous: once, newId: (i) => `late${i}` }));
        expect(topicsOf(twice).filter((_, i) => clusters[i]! >= 0)).toEqual(
          twice.filter((_, i) => clusters[i]! >= 0).map((standing) => standing.leaning),
        );
      }),
    );
  });

  it('gives the id to the larger part of a split, and of a merger to the larger topic', () => {
    const whole = reconcile(run([0, 0, 0, 0, 0, 1, 1, 1]));
    const [a, b] = [whole[0]!.topic, whole[7]!.topic];
    const split = reconcile(run([0, 0, 1, 1, 1, 2, 2, 2], { previous: whole, newId: () => 'part' }));
    expect(split.map((standing) => standing.leaning)).toEqual(['part', 'part', a, a, a, b, b, b]);
    const merged = reconcile(run([0, 0, 0, 0, 0, 0, 0, 0], { previous: whole }));
    expect(new Set(merged.map((standing) => standing.leaning))).toEqual(new Set([a]));
  });

  it('lets the topic that a person named live on where two meet', () => {
    const whole = reconcile(run([0, 0, 0, 0, 0, 1, 1, 1]));
    const topics = [known(whole[0]!.topic!), known(whole[7]!.topic!, { curated: true })];
    const merged = reconcile(run([0, 0, 0, 0, 0, 0, 0, 0], { previous: whole, topics }));
    expect(new Set(merged.map((standing) => standing.leaning))).toEqual(new Set([whole[7]!.topic]));
  });

  it('keeps merged what people merged, although the clusters stay apart', () => {
    fc.assert(
      fc.property(clustering, (clusters) => {
        const first = reconcile(run(clusters));
        const [one, two, ...rest] = [...new Set(topicsOf(first))].flatMap((id) => (id ? [id] : []));
        if (!one || !two) return;
        const topics = [known(one), known(two, { mergedInto: one }), ...rest.map((id) => known(id))];
        const previous = first.map((s) => ({ ...s, topic: s.topic === two ? one : s.topic }));
        const after = reconcile(run(clusters, { previous, topics }));
        expect(after).toEqual(previous);
      }),
    );
  });

  it('takes up a topic that had left the window when a cluster resembles it more than other topics do each other', () => {
    const at = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle));
    const vectors = {
      data: new Float32Array([...at(0), ...at(0), ...at(1), ...at(1), ...at(2.02)]),
      rows: 5,
      columns: 2,
    };
    const previous = ['a', 'a', 'b', 'b', undefined].map(
      (id) => id && { topic: id, leaning: id },
    ) as Run['previous'];
    const topics = [
      known('a', { centroid: at(0) }),
      known('b', { centroid: at(1) }),
      known('old', { centroid: at(2) }),
    ];
    const clusters = [0, 0, 1, 1, 2];
    expect(reconcile(run(clusters, { vectors, previous, topics }))[4]!.topic).toBe('old');
    const far = [topics[0]!, topics[1]!, known('old', { centroid: at(4) })];
    expect(reconcile(run(clusters, { vectors, previous, topics: far }))[4]!.topic).toBe('new0');
  });
});

describe('withinBounds', () => {
  it('leaves the 200 largest topics and those that people chose, and the messages of others unsorted', () => {
    const standings = Array.from({ length: 210 }, (_, t) =>
      Array.from({ length: t === 7 ? 1 : 2 + (t % 2) }, () => ({ topic: `t${t}`, leaning: `t${t}` })),
    ).flat();
    const evicted = withinBounds(standings, new Set(['t7']));
    const left = new Set(topicsOf(standings));
    expect(left.delete(null as never)).toBe(true);
    expect(left.size).toBe(200);
    expect(left).toContain('t7');
    expect(left).toContain('t209');
    expect(left).not.toContain('t208');
    expect(evicted.map((i) => standings[i]!.topic)).toEqual(Array(20).fill(null));
    expect(withinBounds(standings, new Set())).toEqual([]);
  });
});
