import { z } from 'zod';

const ISO = z.union([z.iso.datetime({ offset: true, local: true }), z.iso.date()]);
/** Seconds beyond this (the year 5138) are taken for milliseconds. */
const LAST_SECOND = 1e11;

/**
 * Reads a time as exports write it: ISO 8601 (UTC where it names no offset), or seconds since the epoch as a number or a string.
 *
 * @returns milliseconds since the epoch, or undefined when it is no time.
 */
export function parseTime(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) {
    const ms = Math.round(Math.abs(number) < LAST_SECOND ? number * 1000 : number);
    return Number.isNaN(new Date(ms).getTime()) ? undefined : ms;
  }
  if (typeof value !== 'string') return undefined;
  const iso = value.trim().replace(' ', 'T');
  if (!ISO.safeParse(iso).success) return undefined;
  const ms = Date.parse(/T.*(Z|[+-]\d\d:\d\d)$|^[^T]*$/.test(iso) ? iso : `${iso}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
