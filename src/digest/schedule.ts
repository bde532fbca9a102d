import { Cron } from 'croner';
import { UsageError } from '../errors.ts';

/** When a digest is due: a cron expression, by the clock of a time zone. */
export interface Schedule {
  cron: string;
  /** IANA name. */
  zone: string;
}

/** A moment at which a digest is due. */
export interface Due {
  at: Date;
  /** By the clock on the wall, `2026-11-28T09:00`: an hour that comes twice is one period. */
  period: string;
}

/**
 * When a digest was last due.
 *
 * In the hour that a change of the clocks leaves out, it is due when the clocks have changed; in the one that comes
 * twice, once.
 *
 * @example
 * lastDue({ cron: '0 9 * * *', zone: 'Europe/Berlin' }, new Date('2026-03-29T12:00Z'));
 * // { at: 2026-03-29T07:00Z, period: '2026-03-29T09:00' }
 */
export function lastDue(schedule: Schedule, now: Date): Due | undefined {
  // What is due at this very moment counts; croner looks before it.
  const [at] = cronFor(schedule).previousRuns(1, new Date(now.getTime() + 1_000));
  return at && at <= now ? { at, period: wallClock(at, schedule.zone) } : undefined;
}

/** When it is due next. */
export const nextDue = ({ cron, zone }: Schedule, now: Date): Date | null =>
  cronFor({ cron, zone }).nextRun(now);

/** A moment as the clock on the wall shows it: `2026-11-28T09:00`. */
export function wallClock(at: Date, zone: string): string {
  const parts = formatFor(zone).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)!.value;
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** Making one of these takes longer than using it. */
const crons = new Map<string, Cron>();
function cronFor({ cron, zone }: Schedule): Cron {
  const key = `${zone} ${cron}`;
  const known = crons.get(key) ?? new Cron(cron, { timezone: zone });
  crons.set(key, known);
  return known;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const two = '2-digit';
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    minute: two,
  });
  formats.set(zone, format);
  return format;
}

/** The moment at which the clock on the wall of a zone shows a day's beginning. */
export function startOfDay(day: string, zone: string): Date {
  const [at] = new Cron(`${day}T00:00:00`, { timezone: zone }).nextRuns(1, new Date(0));
  if (!at) throw new UsageError(`There is no day ${day}.`, 'Write a date such as 2026-11-28.');
  return at;
}

/** @throws UsageError for a time zone that nobody knows. */
export function checkZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new UsageError(
      `There is no time zone ${zone}.`,
      'Write its IANA name, for instance Europe/Berlin, America/New_York or UTC.',
    );
  }
}

/** @throws UsageError for an expression that croner does not read, or that is due more than once an hour. */
export function checkCron(cron: string): string {
  try {
    const [first, second] = new Cron(cron).nextRuns(2);
    if (cron.trim().split(/\s+/).length === 5 && first) {
      if (second && second.getTime() - first.getTime() < 3_600_000)
        throw new Error('it is due more than once an hour');
      return cron.trim();
    }
    throw new Error('it needs five fields, and to be due some day');
  } catch (error) {
    throw new UsageError(
      `“${cron}” is no time for a digest: ${(error as Error).message}.`,
      'Write a time such as 09:00, or a cron expression in double quotes such as "0 9 * * 1-5".',
    );
  }
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/**
 * The cron expression of a time of day on some days.
 *
 * @param days `daily`, `weekdays`, or names such as `mon,thu`
 * @example
 * cronOf('09:00', 'weekdays'); // '0 9 * * 1-5'
 */
export function cronOf(time: string, days = 'daily'): string {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hour === undefined || minute === undefined)
    throw new UsageError(`${time} is not a time of day.`, 'Write it as 09:00.');
  return `${Number(minute)} ${Number(hour)} * * ${daysOf(days)}`;
}

/** Whether a word names days. */
export const isDays = (word: string): boolean =>
  ['daily', 'weekdays', 'weekends'].includes(word.toLowerCase()) ||
  word
    .toLowerCase()
    .split(',')
    .every((day) => DAYS.some((name) => new RegExp(`^${name}[a-z]*$`).test(day)));

function daysOf(days: string): string {
  if (!isDays(days))
    throw new UsageError(`${days} are no days.`, 'Write daily, weekdays, weekends, or for instance mon,thu.');
  const word = days.toLowerCase();
  if (word === 'daily') return '*';
  if (word === 'weekdays') return '1-5';
  if (word === 'weekends') return '6,0';
  return word
    .split(',')
    .map((day) => DAYS.findIndex((name) => day.startsWith(name)))
    .join(',');
}

/** A schedule as people say it: `at 09:00 on weekdays, Europe/Berlin`. */
export function inWords({ cron, zone }: Schedule): string {
  const [, minute, hour, days] = /^(\d+) (\d+) \* \* (\S+)$/.exec(cron) ?? [];
  if (minute === undefined || hour === undefined || days === undefined) return `at “${cron}”, ${zone}`;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  const named: Record<string, string> = { '*': 'every day', '1-5': 'on weekdays', '6,0': 'on weekends' };
  return `${
    named[days] ??
    `on ${days
      .split(',')
      .map((day) => DAYS[Number(day)])
      .join(', ')}`
  } at ${time}, ${zone}`;
}
