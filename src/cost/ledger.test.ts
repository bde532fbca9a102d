import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { databases } from '../../test/databases.ts';
import { loadConfig } from '../config.ts';
import { registry } from '../metrics.ts';
import { spending } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { type Account, BudgetSpent, meterFor } from './ledger.ts';
import { listSpending } from './summary.ts';

describe.each(databases)('the ledger, $name', ({ missing, create }) => {
  describe.skipIf(missing)('in its database', () => {
    let store: Store;
    let drop: () => Promise<void>;
    beforeAll(async () => {
      ({ store, drop } = await create());
    });
    afterEach(() => store.db.delete(spending));
    afterAll(() => drop());

    /** A million tokens cost a dollar to read and ten to write. */
    const open = (budget: string | undefined, account: Partial<Account> = {}) =>
      meterFor(store, loadConfig({ HUBBUB_BUDGET_USD: budget, HUBBUB_PRICE_PER_MILLION_TOKENS: 'm=1/10' }), {
        workspace: 'slack:T1',
        purpose: 'queries',
        model: 'm',
        ...account,
      });
    const read = (tokens: number) => ({ input: tokens, output: 0 });
    const list = (budgetUsd?: number) => listSpending(store, { budgetUsd }, { days: 31 });

    it('never lets a month cost more than its budget, however many processes ask at once', async () => {
      const meters = Array.from({ length: 40 }, (_, i) => open('1', { workspace: `slack:T${i % 4}` }));
      const asked = await Promise.allSettled(meters.map((meter) => meter.reserve(read(100_000))));
      expect(asked.filter((a) => a.status === 'fulfilled')).toHaveLength(10);
      for (const a of asked) if (a.status === 'rejected') expect(a.reason).toBeInstanceOf(BudgetSpent);
      expect((await list(1)).month).toEqual({ usd: expect.closeTo(1), budgetUsd: 1, refused: true });
    });

    it('puts what was used in place of what was reserved', async () => {
      registry.resetMetrics();
      const receipt = await open('1').reserve({ input: 100_000, output: 80_000 });
      await expect(open('1').reserve(read(200_000))).rejects.toThrow("This month's budget of $1.00");
      await receipt.settle({ input: 50_000, output: 1_000 });
      await (await open('1').reserve(read(200_000))).settle(read(0));
      const { rows, total, month } = await list(1);
      expect(rows).toMatchObject([{ input: 50_000, output: 1_000, usd: expect.closeTo(0.06) }]);
      expect(total).toEqual({ input: 50_000, output: 1_000, usd: expect.closeTo(0.06) });
      expect(month.refused).toBe(false);
      const counted = await registry.metrics();
      expect(counted).toContain('hubbub_model_tokens_total{purpose="queries"} 51000');
      expect(counted).toContain('hubbub_model_usd_total{purpose="queries"} 0.06');
    });

    it('keeps the last of a budget for look-ups', async () => {
      const filling = open('1', { purpose: 'messages' });
      await filling.reserve(read(940_000));
      await expect(filling.reserve(read(20_000))).rejects.toThrow(BudgetSpent);
      await open('1').reserve(read(20_000));
      await expect(open('1').reserve(read(50_000))).rejects.toThrow(BudgetSpent);
    });

    it('counts tokens of a purpose by the day', async () => {
      const purpose = 'names';
      await open(undefined, { purpose, tokensPerDay: 1000 }).reserve({ input: 500, output: 400 });
      const other = open(undefined, { purpose, tokensPerDay: 1000, workspace: 'slack:T2' });
      await expect(other.reserve(read(200))).rejects.toThrow("Today's 1,000 tokens for naming topics");
      await other.reserve(read(100));
      await store.db.update(spending).set({ day: '2020-02-02' });
      await other.reserve(read(1000));
    });

    it('asks for the price of a model that nobody knows, where there is a budget', async () => {
      const model = randomUUID();
      await expect(open('1', { model }).reserve(read(1))).rejects.toMatchObject({
        message: expect.stringContaining(model),
        fix: expect.stringContaining(`HUBBUB_PRICE_PER_MILLION_TOKENS=${model}=`),
      });
      await open(undefined, { model }).reserve(read(7));
      expect((await list()).rows).toMatchObject([{ model, input: 7, usd: null }]);
    });

    it('lets a model that costs nothing go on', async () => {
      const config = loadConfig({ HUBBUB_BUDGET_USD: '0', OPENAI_BASE_URL: 'http://localhost:1/v1' });
      const meter = meterFor(store, config, { workspace: 'slack:T1', purpose: 'messages', model: 'bge-m3' });
      await meter.reserve(read(1e9));
      expect((await list(0)).total).toEqual({ input: 1e9, output: 0, usd: 0 });
    });
  });
});
