import { UsageError } from '../errors.ts';

const units: Record<string, number> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/**
 * The moment that `since` names: a stretch before `newest`, an ISO date, or `all` for the beginning of time.
 *
 * @param newest time of the newest message: archives are old, so the clock would not do
 * @param end it is a time to end at, not to begin at
 * @throws UsageError where it names none
 */
export function sinceWhen(since: string, newest: Date, { end = false } = {}): Date {
  if (since === 'all') return new Date(0);
  const [, count, unit] = /^(\d+)([hdw])$/.exec(since) ?? [];
  if (count && unit) return new Date(newest.getTime() - Number(count) * units[unit]!);
  const date = new Date(since);
  if (/^\d{4}-\d\d/.test(since) && !Number.isNaN(date.getTime())) return date;
  throw new UsageError(
    `"${since}" is not a time to ${end ? 'end' : 'begin'} at.`,
    'Write 12h, 7d or 2w (before the newest message), a date such as 2026-01-31, or all.',
  );
}
