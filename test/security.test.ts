import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// docs/security.md names a test for everything that was tried: they are there, under these names.

const page = readFileSync(new URL('../docs/security.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => /^\| (?!Attack|Trouble|---)/.test(line));

test.each(rows.map((row) => row.split('|').slice(1, 4)))('%s', (_, __, tests) => {
  const named = [...tests!.matchAll(/`([^`]+\.ts)`: (“[^`]+”)/g)].flatMap(([, file, names]) =>
    names!
      .slice(1, -1)
      .split('”, “')
      .map((name) => [file!, name] as const),
  );
  expect(named.length).toBeGreaterThan(0);
  for (const [file, name] of named) {
    const source = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    expect(source, file).toMatch(new RegExp(`['"\`]${RegExp.escape(name)}['"\`]`));
  }
});
