import { expect, it } from 'vitest';
import { parseTime } from './time.ts';

const noon = Date.UTC(2024, 4, 1, 12);

it.each([
  '2024-05-01T12:00:00Z',
  '2024-05-01T12:00:00',
  '2024-05-01 12:00:00',
  '2024-05-01T14:00:00.000+02:00',
  '2024-05-01T12:00:00.0000000+00:00',
  noon / 1000,
  String(noon / 1000),
  `${noon / 1000}.000000`,
  noon,
])('reads %j', (value) => {
  expect(parseTime(value)).toBe(noon);
});

it.each(['yesterday', '', ' ', null, undefined, {}, true, Number.NaN, 1e300, '2024-13-45T00:00:00Z'])(
  'refuses %j',
  (value) => {
    expect(parseTime(value)).toBeUndefined();
  },
);
