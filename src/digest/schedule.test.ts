import { expect, test } from 'vitest';
import { parseOn } from '../commands/digest-words.ts';
import { UsageError } from '../errors.ts';
import { inWords, lastDue, startOfDay } from './schedule.ts';

test.each([
  ['0 9 * * *', 'Europe/Berlin', '2026-03-29T07:00:00Z', '2026-03-29T09:00'],
  ['0 9 * * *', 'Europe/Berlin', '2026-03-29T06:59:59Z', '2026-03-28T09:00'],
  // Left out by the clocks.
  ['30 2 * * *', 'Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-29T03:00'],
  // Twice by the clocks.
  ['30 2 * * *', 'Europe/Berlin', '2026-10-25T00:45:00Z', '2026-10-25T02:30'],
  ['30 2 * * *', 'Europe/Berlin', '2026-10-25T01:45:00Z', '2026-10-25T02:30'],
  ['0 9 * * 1-5', 'America/New_York', '2026-11-01T20:00:00Z', '2026-10-30T09:00'],
])('%s in %s at %s was last due at %s', (cron, zone, now, period) => {
  expect(lastDue({ cron, zone }, new Date(now))?.period).toBe(period);
});

test.each([
  ['09:00 Europe/Berlin in #general', 'every day at 09:00, Europe/Berlin'],
  ['weekdays 7:30 UTC', 'on weekdays at 07:30, UTC'],
  ['18:00 America/New_York mon,thu of #a, #b', 'on mon, thu at 18:00, America/New_York'],
])('%j is %j', (text, words) => {
  expect(inWords(parseOn(text.split(' ')))).toBe(words);
});

test('in and of name channels', () => {
  expect(parseOn(['09:00', 'UTC', 'in', '#a', 'of', '#b,', '#c', 'note'])).toMatchObject({
    in: '#a',
    of: ['#b', '#c'],
    note: true,
  });
});

test.each(['25:00', '', '09:00 Nowhere/Land', '09:00 tomorrow', '09:00 in'])('%j is refused', (text) => {
  expect(() => parseOn(text.split(' ').filter(Boolean))).toThrow(UsageError);
});

test('a cron expression stands in for a time, unless it is due all the time', () => {
  expect(parseOn(['0 9 1 * *', 'UTC']).cron).toBe('0 9 1 * *');
  expect(() => parseOn(['* * * * *', 'UTC'])).toThrow(UsageError);
  expect(() => parseOn(['0 9 31 2 *', 'UTC'])).toThrow(UsageError);
});

test('a day begins when the clocks of its zone say so', () => {
  expect(startOfDay('2026-07-01', 'Europe/Berlin').toISOString()).toBe('2026-06-30T22:00:00.000Z');
});
