import { expect, test } from 'vitest';
import { killImports } from './kill.ts';

test('an import killed at any moment and resumed leaves what an undisturbed one leaves', {
  timeout: 180_000,
}, async () => {
  const { kills, stores, undisturbed } = await killImports(5, { days: 4 });
  expect(kills).toBe(5);
  expect(undisturbed).toMatchObject({
    message: { rows: 1_200 },
    embedding: { rows: 1_200 },
    import: { rows: 12 },
  });
  for (const contents of stores) expect(contents).toEqual(undisturbed);
});
