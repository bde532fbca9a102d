import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databases } from '../../test/databases.ts';
import { type FakeOpenAI, startFakeOpenAI } from '../../test/fakes/openai.ts';
import { teamChat } from '../../test/team-chat.ts';
import { collect } from '../collect/collect.ts';
import { similarReply } from '../commands/similar.ts';
import { loadConfig } from '../config.ts';
import { keywordLabeller } from '../label/open.ts';
import { findSimilar } from '../similar/similar.ts';
import { spending } from '../store/schema.ts';
import { dropOldSpaces, spacesOf } from '../store/spaces.ts';
import type { Store } from '../store/store.ts';
import { loadTopics } from '../store/topics.ts';
import { refreshTopics } from '../topics/refresh.ts';
import { operator } from '../viewer.ts';
import { Embedders } from './open.ts';
import { SideBySide } from './spaces.ts';

describe.each(databases)('embedders side by side, $name', ({ missing, create }) => {
  describe.skipIf(missing)('in its database', () => {
    let store: Store;
    let drop: () => Promise<void>;
    let server: FakeOpenAI;
    const opened: SideBySide[] = [];
    let workspace = '';
    let count = 0;
    beforeAll(async () => {
      ({ store, drop } = await create());
      server = await startFakeOpenAI();
    });
    beforeEach(async () => {
      workspace = `test:${count++}`;
      await put(...teamChat().map(({ text }) => text));
      await store.db.delete(spending);
      server.requests.length = 0;
    });
    afterEach(async () => {
      for (const spaces of opened.splice(0)) await spaces.close();
    });
    afterAll(async () => {
      await drop();
      await server.close();
    });

    const put = (...texts: string[]) =>
      collect(
        store,
        texts.map((text, i) => ({
          workspace,
          channel: 'general',
          author: `u${i % 3}`,
          id: `${i} ${text}`,
          ts: 1_700_000_000_000 + i * 1000,
          text,
        })),
      );
    /** A process that was started with these settings. */
    const start = (HUBBUB_EMBEDDER: string, settings: Record<string, string> = {}) => {
      const config = loadConfig({
        OPENAI_API_KEY: 'key',
        OPENAI_BASE_URL: server.baseUrl,
        HUBBUB_EMBEDDER,
        ...settings,
      });
      const spaces = new SideBySide(store, new Embedders(config, store), config.embedder);
      opened.push(spaces);
      return spaces;
    };
    const vectors = async () => {
      const { rows } = await store.pool.query<{ embedder: string; count: number }>(
        'select embedder, count(*)::int from embedding where workspace = $1 group by 1',
        [workspace],
      );
      return Object.fromEntries(rows.map((row) => [row.embedder, row.count]));
    };
    const look = async (spaces: SideBySide, text: string) =>
      findSimilar(store, await spaces.answering(workspace), operator(workspace), { text }, { limit: 3 });
    const total = teamChat().length;
    const [small, large] = ['openai:text-embedding-3-small@16', 'openai:text-embedding-3-large@32'];

    it('answers with the old one until the new one is complete, whichever process asks', async () => {
      const before = start(small);
      expect(await before.fill(workspace)).toMatchObject({ answers: small, switched: false });
      const after = start(large);
      expect(await after.fill(workspace)).toMatchObject({ answers: large, switched: true });
      expect((await look(before, 'printer')).embedder).toBe(large);
      expect((await look(before, 'printer')).incomplete).toBeUndefined();
      expect(await spacesOf(store, workspace)).toEqual({ answers: large, next: null });
    });

    it('goes on where it was after a stop, and embeds arrivals in both meanwhile', async () => {
      await put(...Array.from({ length: 600 }, (_, i) => `printer number ${i}`));
      await start(small).fill(workspace);
      const stopped = start(large);
      expect(await stopped.fill(workspace, { atMost: 100 })).toMatchObject({ switched: false, behind: true });
      expect((await vectors())[large]).toBe(256);
      for (const spaces of [stopped, start(large), start(small)]) {
        const found = await look(spaces, 'printer number 7');
        expect(found.embedder).toBe(small);
        expect(found.results).toHaveLength(3);
      }

      await put('the printer is on fire');
      const again = start(large);
      await again.fill(workspace, { atMost: 100 });
      expect((await look(again, 'the printer is on fire')).results[0]!.text).toBe('the printer is on fire');
      while (!(await again.fill(workspace, { atMost: 100 })).switched);
      expect((await look(again, 'printer number 7')).embedder).toBe(large);
      expect(Object.values(await vectors())).toEqual([total + 601, total + 601]); // the old ones, for a while
      await dropOldSpaces(store, workspace, { grace: 0 });
      expect(await vectors()).toEqual({ [large]: total + 601 });
    });

    it('lets a process of old settings follow instead of going back and forth', async () => {
      const old = start(small);
      await old.fill(workspace);
      await start(large).fill(workspace);
      server.requests.length = 0;
      expect(await old.fill(workspace)).toMatchObject({ answers: large, switched: false });
      expect(await spacesOf(store, workspace)).toEqual({ answers: large, next: null });
      expect(server.requests).toEqual([]);
    });

    it('gives up the change when the setting is taken back, and pays for nothing twice', async () => {
      await start(small).fill(workspace);
      await start(large).fill(workspace, { grace: 0 });
      expect(await vectors()).toEqual({ [large]: total });
      server.requests.length = 0;
      expect(await start(small).fill(workspace)).toMatchObject({ switched: true, answers: small });
      expect(server.requests).toEqual([]); // all from the cache
    });

    it('keeps topics, their ids and what joins them through a change', async () => {
      const before = await start(small).fill(workspace);
      await refreshTopics(store, before.answers, keywordLabeller, workspace);
      const ids = (await loadTopics(store, workspace)).map((topic) => topic.id);
      expect(ids.length).toBeGreaterThan(0);
      const after = await start('openai:text-embedding-3-large@48').fill(workspace);
      expect(after.switched).toBe(true);
      await refreshTopics(store, after.answers, keywordLabeller, workspace);
      const topics = (await loadTopics(store, workspace)).filter((topic) => topic.state === 'live');
      expect(topics.map((topic) => topic.embedder)).toEqual(
        topics.map(() => 'openai:text-embedding-3-large@48'),
      );
      expect(topics.some((topic) => ids.includes(topic.id))).toBe(true);
    });

    it('answers with what there is of the new one where the old one has lost its key', async () => {
      await put(...Array.from({ length: 600 }, (_, i) => `printer number ${i}`));
      await start(small).fill(workspace);
      const keyless = start('local', { OPENAI_API_KEY: '', OPENAI_BASE_URL: '' });
      const { problems, switched } = await keyless.fill(workspace, { atMost: 200 });
      expect(problems.map((problem) => problem.message)).toEqual([
        `${small} cannot be asked any more: there is no key.`,
      ]);
      expect(switched).toBe(false);
      const embedder = await keyless.answering(workspace);
      expect(embedder.id).toMatch(/^local:/);
      expect(embedder.notice).toMatch(/no key.* answers with what it has: 256 of \d+ messages/);
      const found = await look(keyless, 'printer number 599');
      expect(found.results[0]!.text).toBe('printer number 599');
      expect(similarReply(found).parts).toContainEqual({ kind: 'note', text: embedder.notice });
      expect(similarReply({ ...found, results: [] }).parts).toContainEqual({
        kind: 'note',
        text: embedder.notice,
      });
    });

    it('does the same where the key is refused', async () => {
      await start(small).fill(workspace);
      server.fail({ kind: 'status', status: 401 });
      const spaces = start('local');
      await put('one more');
      const { problems } = await spaces.fill(workspace, { atMost: 1 });
      expect(problems[0]!.message).toMatch(/OPENAI_API_KEY was refused/);
    });

    it('knows what answered before it was recorded', async () => {
      await start(small).fill(workspace);
      await store.pool.query('update workspace set embedder = null where id = $1', [workspace]);
      await put(...Array.from({ length: 300 }, (_, i) => `printer number ${i}`));
      const spaces = start(large);
      expect((await spaces.answering(workspace)).id).toBe(small);
      await spaces.fill(workspace, { atMost: 1 });
      expect(await spacesOf(store, workspace)).toEqual({ answers: small, next: large });
    });

    it('waits when the month is spent, keeps what it has, and goes on when there is more', async () => {
      await put(...Array.from({ length: 600 }, (_, i) => `scanner number ${i}`));
      const poor = {
        HUBBUB_PRICE_PER_MILLION_TOKENS: 'text-embedding-3-small=1',
        HUBBUB_BUDGET_USD: '0.0055',
      };
      const { problems, fresh } = await start(small, poor).fill(workspace);
      expect(problems.map((problem) => problem.name)).toEqual(['BudgetSpent']);
      expect(fresh.length).toBe((await vectors())[small]);
      const kept = (await vectors())[small]!;
      expect(kept).toBeGreaterThan(0);
      expect(kept).toBeLessThan(total + 600);
      const rich = start(small, { ...poor, HUBBUB_BUDGET_USD: '1' });
      expect(await rich.fill(workspace)).toMatchObject({ problems: [] });
      expect(await vectors()).toEqual({ [small]: total + 600 });
    });
  });
});
