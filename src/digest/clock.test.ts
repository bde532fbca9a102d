import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDataFolder } from '../../test/data-folder.ts';
import { simulateDays } from '../../test/digest-days.ts';
import { openStore, type Store } from '../store/store.ts';

let dataDir: string;
let store: Store;
beforeAll(async () => {
  dataDir = await newDataFolder();
  store = await openStore({ dataDir, databaseUrl: process.env.TEST_DATABASE_URL });
});
afterAll(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

test.each([
  ['spring in Europe, autumn in Australia', '2026-03-27'],
  ['autumn in Europe and America', '2026-10-23'],
])('over the changes of the clocks, %s, each digest is posted once', async (_, from) => {
  const result = await simulateDays({ store, from: new Date(from), days: 11 });
  expect(result).toMatchObject({ missing: [], doubled: [], unmarked: [] });
  expect(result.posted).toBeGreaterThan(35);
  expect(result.late).toBeGreaterThan(0);
  expect(result.kills).toBeGreaterThan(20);
});
