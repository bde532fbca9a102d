import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../store/store.ts';
import { tokenBudget } from './budget.ts';

let store: Store;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hubbub-budget-'));
  store = await openStore({ dataDir: folder, databaseUrl: process.env.TEST_DATABASE_URL });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

describe('tokenBudget', () => {
  it('gives out no more than a day allows, however many ask at once', async () => {
    const purpose = randomUUID();
    const askers = Array.from({ length: 20 }, () => tokenBudget(store, purpose, 1000));
    const given = await Promise.all(askers.map((budget) => budget.take(100)));
    expect(given.filter(Boolean)).toHaveLength(10);
  });

  it('counts what was really used', async () => {
    const budget = tokenBudget(store, randomUUID(), 1000);
    expect(await budget.take(900)).toBe(true);
    expect(await budget.take(200)).toBe(false);
    await budget.correct(-500);
    expect(await budget.take(200)).toBe(true);
    await budget.correct(300);
    expect(await budget.take(200)).toBe(false);
  });

  it('gives nothing where a day allows nothing', async () => {
    expect(await tokenBudget(store, randomUUID(), 0).take(1)).toBe(false);
  });
});
