import {
  type Color,
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  parse,
  wcagContrast,
} from 'culori';
import { expect, test } from 'vitest';
import { colours, unsorted } from './colours.ts';

const ways: [string, (colour: Color) => Color][] = [
  ['any colour vision', (colour) => colour],
  ['protanopia', filterDeficiencyProt(1)],
  ['deuteranopia', filterDeficiencyDeuter(1)],
  ['tritanopia', filterDeficiencyTrit(1)],
];
const differ = differenceCiede2000();

test.each(ways)('each two colours differ with %s', (_, seen) => {
  for (const ground of ['dark', 'light'] as const)
    for (const [i, one] of colours.entries())
      for (const other of colours.slice(i + 1))
        expect(differ(seen(parse(one[ground])!), seen(parse(other[ground])!))).toBeGreaterThan(13);
});

test('each stands out from its ground', () => {
  for (const { dark, light } of colours) {
    expect(wcagContrast(dark, '#151a23')).toBeGreaterThan(4.4);
    expect(wcagContrast(light, '#ffffff')).toBeGreaterThan(3);
  }
  expect(wcagContrast(unsorted.dark, '#151a23')).toBeGreaterThan(2);
});
