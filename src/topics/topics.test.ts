import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../collect/collect.ts';
import type { Embedder } from '../embed/embedder.ts';
import { fillEmbeddings } from '../embed/fill.ts';
import { LocalEmbedder } from '../embed/local.ts';
import { HubbubError, UsageError } from '../errors.ts';
import { keywordLabeller } from '../label/open.ts';
import type { Message } from '../message.ts';
import { openStore, type Store } from '../store/store.ts';
import { maySee, operator, type Viewer } from '../viewer.ts';
import { listSubjects } from './across.ts';
import { hideTopic, mergeTopics, pinTopic, renameTopic } from './curate.ts';
import { joinTopics } from './join.ts';
import { listTopics, type TopicsResult } from './list.ts';
import { refreshTopics } from './refresh.ts';

const themes = {
  bread: [
    'my sourdough starter smells like vinegar today',
    'feed the sourdough starter with rye flour twice a day',
    'the crust of the bread came out pale again',
    'bake the bread with steam for the first ten minutes',
    'how long should the dough proof in the fridge',
    'cold proof of the dough overnight gives the best crust',
    'rye flour makes the dough sticky',
    'a dutch oven keeps the steam in when you bake bread',
  ],
  deploys: [
    'the deploy to staging failed with a timeout',
    'roll back the deploy, production returns errors',
    'the staging database migration locked a table',
    'who can approve the production deploy this afternoon',
    'the rollback finished and production is healthy',
    'the migration needs an index before we deploy it',
    'staging runs the old version after the failed deploy',
    'production errors are down since the rollback',
  ],
  cycling: [
    'new tires for the bicycle arrived this morning',
    'the chain of my bicycle skips in the smallest gear',
    'clean the chain and check the derailleur hanger',
    'we ride our bicycles up the pass on sunday',
    'tubeless tires need fresh sealant every spring',
    'the derailleur is bent, so the gear never indexes',
    'sunday ride leaves from the bridge at eight',
    'bring a spare tube for the ride over the pass',
  ],
  garden: [
    'the tomato seedlings are ready to be planted out',
    'slugs ate every lettuce in the garden bed',
    'water the tomatoes in the morning, never the leaves',
    'compost for the garden bed arrives on friday',
    'plant the beans beside the tomatoes',
    'the greenhouse is too hot for lettuce seedlings',
    'copper tape keeps slugs away from the seedlings',
    'mulch the garden bed after you plant the beans',
  ],
};

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 5);

/** Bursts of talk, one theme each, half a day apart, in the channels in turn. */
function talk(workspace: string, bursts: number, from = 0): Message[] {
  const texts = Object.values(themes);
  return Array.from({ length: bursts }, (_, b) => b + from).flatMap((burst) =>
    texts[burst % texts.length]!.map((text, i) => ({
      workspace,
      channel: `c${Math.floor(burst / texts.length) % 3}`,
      channelName: `room-${Math.floor(burst / texts.length) % 3}`,
      id: `m${burst}-${i}`,
      author: `u${(burst + (i % 3)) % 5}`,
      authorName: `Person${(burst + (i % 3)) % 5}`,
      ts: start + burst * 12 * hour + i * 60_000,
      text: `${text}${burst < texts.length ? '' : `, ${['again', 'still', 'also', 'really'][(burst + i) % 4]}`}`,
    })),
  );
}

let folder: string;
let store: Store;
let embedder: Embedder;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hubbub-topics-'));
  store = await openStore({ dataDir: folder, databaseUrl: process.env.TEST_DATABASE_URL });
  embedder = new LocalEmbedder();
});
afterAll(async () => {
  await embedder.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

let count = 0;
async function workspaceWith(make: (workspace: string) => Message[]): Promise<string> {
  const workspace = `test:topics-${process.pid}-${count++}`;
  await add(make(workspace));
  return workspace;
}

async function add(messages: readonly Message[]): Promise<void> {
  await collect(store, messages);
  await fillEmbeddings(store, embedder, messages[0]!.workspace);
}

const refresh = (workspace: string, size?: number) =>
  refreshTopics(store, embedder.id, keywordLabeller, workspace, size ? { size } : {});

const everywhere = (workspace: string) => listTopics(store, operator(workspace), { members: true });

const erase = (workspace: string, ids: readonly string[]) =>
  store.pool.query('delete from message where workspace = $1 and id = any($2)', [workspace, ids]);

const placesOf = (result: TopicsResult) => [
  ...result.topics.flatMap((topic) => topic.messages!),
  ...result.unsorted,
];

describe('topics', () => {
  it('put every message in exactly one place, under unique ids and names', async () => {
    const messages = talk('', 12);
    const workspace = await workspaceWith((w) => talk(w, 12));
    const summary = await refresh(workspace);
    const result = await everywhere(workspace);
    expect(placesOf(result).sort()).toEqual(messages.map((m) => m.id).sort());
    expect(result.topics.length).toBeGreaterThan(1);
    expect(new Set(result.topics.map((t) => t.id)).size).toBe(result.topics.length);
    expect(new Set(result.topics.map((t) => t.label.toLowerCase())).size).toBe(result.topics.length);
    for (const topic of result.topics) expect(topic.size).toBe(topic.messages!.length);
    expect(summary).toMatchObject({
      changed: true,
      messages: messages.length,
      topics: result.topics.length,
      unsorted: result.unsorted.length,
    });
    expect(result.window).toEqual({
      from: new Date(messages[0]!.ts).toISOString(),
      to: new Date(messages.at(-1)!.ts).toISOString(),
      messages: messages.length,
    });
  });

  it('do not depend on the order in which messages arrive', async () => {
    const plain = await workspaceWith((w) => talk(w, 8));
    await refresh(plain);
    const { topics, unsorted } = await everywhere(plain);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(talk('', 8), { minLength: 64 }), async (shuffled) => {
        const workspace = await workspaceWith((w) => shuffled.map((m) => ({ ...m, workspace: w })));
        await refresh(workspace);
        expect(await everywhere(workspace)).toMatchObject({ topics, unsorted });
      }),
      { numRuns: 2 },
    );
  });

  it('stay as they are when nothing is new, and keep ids and names when something is', async () => {
    const workspace = await workspaceWith((w) => talk(w, 12));
    await refresh(workspace);
    const before = await everywhere(workspace);
    expect(await refresh(workspace)).toMatchObject({ changed: false, topics: before.topics.length });
    await add(talk(workspace, 2, 12));
    expect(await refresh(workspace)).toMatchObject({ changed: true });
    const after = new Map((await everywhere(workspace)).topics.map((topic) => [topic.id, topic]));
    for (const topic of before.topics) expect(after.get(topic.id)?.label).toBe(topic.label);
  });

  it('slide with the window: what has left it fades, and is still there when asked for', async () => {
    const workspace = await workspaceWith((w) => talk(w, 4));
    await refresh(workspace, 32);
    const before = await everywhere(workspace);
    await add(talk(workspace, 4, 8).map((m) => ({ ...m, text: `${m.text} in the other house` })));
    await refresh(workspace, 32);
    const now = await everywhere(workspace);
    expect(now.window.messages).toBe(32);
    expect(placesOf(now).every((id) => /^m(8|9|10|11)-/.test(id))).toBe(true);
    const all = await listTopics(store, operator(workspace), { members: true, since: 'all' });
    expect(placesOf(all)).toHaveLength(64);
    expect(all.topics.map((topic) => topic.id)).toEqual(
      expect.arrayContaining(before.topics.map((topic) => topic.id)),
    );
  });

  it('end when their messages are deleted, and nothing of them remains', async () => {
    const workspace = await workspaceWith((w) => talk(w, 12));
    await refresh(workspace);
    const [gone] = (await everywhere(workspace)).topics;
    await erase(workspace, gone!.messages!);
    expect((await everywhere(workspace)).topics.map((topic) => topic.id)).not.toContain(gone!.id);
    await refresh(workspace);
    const { rows } = await store.pool.query('select id from topic where workspace = $1 and id = $2', [
      workspace,
      gone!.id,
    ]);
    expect(rows).toEqual([]);
  });

  it('lose a name with the last message that it was drawn from', async () => {
    const workspace = await workspaceWith((w) => [
      ...talk(w, 4),
      ...[
        'Zanzibar trip',
        'Zanzibar dough',
        'the Zanzibar bread',
        'Zanzibar rye flour crust',
        'Zanzibar proof',
      ].map((text, i) => ({ ...talk(w, 1)[0]!, id: `z${i}`, ts: start + 10 * 60_000 + i, text })),
    ]);
    await refresh(workspace);
    expect(JSON.stringify(await everywhere(workspace))).toContain('Zanzibar');
    await erase(workspace, ['z0', 'z1', 'z2', 'z3', 'z4']);
    await refresh(workspace);
    const { rows } = await store.pool.query('select * from topic where workspace = $1', [workspace]);
    expect(JSON.stringify(rows)).not.toContain('Zanzibar');
  });

  it('take in new messages at once, with the conversation they continue or by what they say', async () => {
    const workspace = await workspaceWith((w) => talk(w, 12));
    await refresh(workspace);
    const before = await everywhere(workspace);
    const of = (id: string) => before.topics.find((topic) => topic.messages!.includes(id))?.id ?? null;
    const last = talk(workspace, 12).at(-1)!;
    const reply = {
      ...last,
      id: 'reply',
      ts: last.ts + 30 * hour,
      text: 'same here',
      replyTo: 'm0-2',
      channel: 'c0',
    };
    await add([reply]);
    expect(await joinTopics(store, embedder.id, workspace, ['reply', 'm0-1', 'nowhere'])).toEqual(
      new Map([['reply', of('m0-2')]]),
    );
    expect(placesOf(await everywhere(workspace))).toHaveLength(97);
  });

  it('are joined where little is new, and found anew where much is or something is gone', async () => {
    const workspace = await workspaceWith((w) => talk(w, 12));
    await refresh(workspace);
    const look = async () => {
      const found = await refreshTopics(store, embedder.id, keywordLabeller, workspace, { joinFew: true });
      const { rows } = await store.pool.query('select run from topic_run where workspace = $1', [workspace]);
      return [found.changed, found.messages, rows[0]!.run];
    };
    const before = (await everywhere(workspace)).topics.map(({ id, label }) => [id, label]);
    const more = talk(workspace, 3, 12);
    await add(more.slice(0, 8));
    expect(await look()).toEqual([true, 104, 1]);
    expect((await everywhere(workspace)).topics.map(({ id, label }) => [id, label]).sort()).toEqual(
      before.sort(),
    );
    expect(await look()).toEqual([false, 104, 1]);
    await erase(workspace, ['m0-0']);
    expect(await look()).toEqual([true, 103, 2]);
    await add(more.slice(8));
    expect(await look()).toEqual([true, 119, 3]);
  });
});

describe('what people decide about topics', () => {
  const grown = async (workspace: string) => {
    await add(talk(workspace, 3, 12));
    await refresh(workspace);
    return everywhere(workspace);
  };

  it('survives later runs', async () => {
    const workspace = await workspaceWith((w) => talk(w, 12));
    const viewer = operator(workspace);
    await refresh(workspace);
    const [a, b, c] = (await everywhere(workspace)).topics;
    await renameTopic(store, viewer, a!.id, 'What we *really* talk about');
    await mergeTopics(store, viewer, 'what we really talk about', b!.id);
    await hideTopic(store, viewer, c!.label);
    const { topics, unsorted } = await grown(workspace);
    const survivor = topics.find((topic) => topic.id === a!.id)!;
    expect(survivor.label).toBe('What we really talk about');
    expect(survivor.messages).toEqual(expect.arrayContaining([...a!.messages!, ...b!.messages!]));
    for (const gone of [b!, c!]) {
      expect(topics.map((topic) => topic.id)).not.toContain(gone.id);
      expect(unsorted.filter((id) => gone.messages!.includes(id))).toEqual([]);
    }
    await hideTopic(store, viewer, c!.id, false);
    expect((await everywhere(workspace)).topics.map((topic) => topic.id)).toContain(c!.id);
  });

  it('keeps a pinned topic on top after its messages have left the window', async () => {
    const workspace = await workspaceWith((w) => talk(w, 4));
    await refresh(workspace, 32);
    const pinned = (await everywhere(workspace)).topics.at(-1)!;
    await pinTopic(store, operator(workspace), pinned.id);
    await add(talk(workspace, 4, 8).map((m) => ({ ...m, text: `${m.text} in the other house` })));
    await refresh(workspace, 32);
    expect((await everywhere(workspace)).topics[0]).toMatchObject({ id: pinned.id, label: pinned.label });
  });

  it('needs a topic that is there and meant, and a name that is free', async () => {
    const workspace = await workspaceWith((w) => talk(w, 12));
    const viewer = operator(workspace);
    await expect(pinTopic(store, viewer, 'x')).rejects.toThrow(HubbubError);
    await refresh(workspace);
    const [a, b] = (await everywhere(workspace)).topics;
    await expect(renameTopic(store, viewer, 'no such topic', 'New')).rejects.toThrow(UsageError);
    await expect(renameTopic(store, viewer, '', 'New')).rejects.toThrow(UsageError);
    await expect(renameTopic(store, viewer, a!.id, '***')).rejects.toThrow(UsageError);
    await expect(renameTopic(store, viewer, a!.id, b!.label.toUpperCase())).rejects.toThrow(UsageError);
    await expect(mergeTopics(store, viewer, a!.id, a!.label)).rejects.toThrow(UsageError);
  });
});

describe('a viewer', () => {
  const channels = ['c0', 'c1', 'c2'];
  const secret = (w: string) =>
    talk(w, 12).map((m) => ({
      ...m,
      text: `${m.text} ${{ c0: 'apricot', c1: 'basalt', c2: 'cobalt' }[m.channel]}`,
    }));
  const words = new Map([
    ['c0', 'apricot'],
    ['c1', 'basalt'],
    ['c2', 'cobalt'],
  ]);

  it('never sees beyond their channels, by message, number, name or keyword', async () => {
    const workspace = await workspaceWith(secret);
    await refresh(workspace);
    const channelOf = new Map(secret(workspace).map((m) => [m.id, m.channel]));
    await fc.assert(
      fc.asyncProperty(fc.subarray(channels), async (seen) => {
        const viewer: Viewer = { workspace, channels: new Set(seen) };
        const result = await listTopics(store, viewer, { members: true });
        const visible = [...channelOf].filter(([, channel]) => maySee(viewer, channel)).map(([id]) => id);
        expect(placesOf(result).sort()).toEqual(visible.sort());
        expect(result.window.messages).toBe(visible.length);
        for (const topic of result.topics) expect(topic.size).toBe(topic.messages!.length);
        for (const [channel, word] of words)
          if (!seen.includes(channel)) expect(JSON.stringify(result).toLowerCase()).not.toContain(word);
      }),
      { numRuns: 8 },
    );
  });

  it('sees one channel or the last days where they ask for it', async () => {
    const workspace = await workspaceWith(secret);
    await refresh(workspace);
    const one = await listTopics(store, operator(workspace), { members: true, channel: '#room-1' });
    expect(placesOf(one).sort()).toEqual(
      secret(workspace)
        .filter((m) => m.channel === 'c1')
        .map((m) => m.id)
        .sort(),
    );
    const late = await listTopics(store, operator(workspace), { members: true, since: '23h' });
    expect(new Set(placesOf(late).map((id) => id.split('-')[0]))).toEqual(new Set(['m10', 'm11']));
    const stranger: Viewer = { workspace, channels: new Set(['c0']) };
    await expect(listTopics(store, stranger, { channel: 'room-1' })).rejects.toThrow(HubbubError);
    await expect(listTopics(store, stranger, { since: 'yesterday' })).rejects.toThrow(UsageError);
  });
});

describe('one space of topics', () => {
  it('knows what two workspaces both talk about, and shows nobody but the operator', async () => {
    // A space of its own, since the other tests' workspaces talk about the same.
    const alone: Embedder = {
      id: 'test:space',
      dimensions: embedder.dimensions,
      embed: (texts) => embedder.embed(texts),
      close: async () => {},
    };
    const talking = async (make: (workspace: string) => Message[]) => {
      const workspace = `test:topics-${process.pid}-${count++}`;
      await collect(store, make(workspace));
      await fillEmbeddings(store, alone, workspace);
      await refreshTopics(store, alone.id, keywordLabeller, workspace);
      return workspace;
    };
    const here = await talking((w) => talk(w, 4));
    const there = await talking((w) =>
      talk(w, 3).map((message) => ({ ...message, id: `other-${message.id}`, text: `well, ${message.text}` })),
    );
    const { subjects } = await listSubjects(store, { members: true });
    const ours = subjects.filter(({ sides }) =>
      sides.some(({ workspace }) => workspace === here || workspace === there),
    );
    const shared = ours.filter(({ sides }) =>
      [here, there].every((w) => sides.some((s) => s.workspace === w)),
    );
    expect(shared.length).toBeGreaterThan(0);
    for (const { sides } of shared) {
      // Both sides are about the same theme: bursts of a theme are four apart.
      const [a, b] = [here, there].map((w) =>
        themesOf(sides.find((side) => side.workspace === w)!.messages!),
      );
      expect(a!.isDisjointFrom(b!)).toBe(false);
    }
    // What only one of them talks about stays its own.
    const gardening = ours.filter(({ sides }) => sides.some((side) => themesOf(side.messages!).has(3)));
    expect(gardening.every(({ sides }) => sides.every(({ workspace }) => workspace !== there))).toBe(true);

    const seen = await everywhere(there);
    const ids = (await everywhere(here)).topics.map((topic) => topic.id);
    expect(seen.topics.filter((topic) => ids.includes(topic.id))).toEqual([]);
    expect(JSON.stringify(seen)).not.toMatch(/subject|"m\d+-\d"/);
  });
});

const themesOf = (ids: readonly string[]) => new Set(ids.map((id) => Number(id.match(/m(\d+)-/)![1]) % 4));
