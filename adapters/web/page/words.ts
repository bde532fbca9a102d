// How numbers, times and addresses are written. Times are in milliseconds since the epoch.

const numbers = new Intl.NumberFormat('en');

/** `1 message`, `2,000 messages`. */
export const count = (n: number, one: string, many = `${one}s`): string =>
  `${numbers.format(n)} ${n === 1 ? one : many}`;

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayAndYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const moment = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

const thisYear = (ts: number) => new Date(ts).getFullYear() === new Date().getFullYear();

/** `8 Sep`, with the year where it is another one. */
export const dateOf = (ts: number): string => (thisYear(ts) ? day : dayAndYear).format(ts);

/** `8 Sep, 09:24`. */
export const momentOf = (ts: number): string =>
  thisYear(ts) ? moment.format(ts) : `${dayAndYear.format(ts)}, ${moment.format(ts).split(', ')[1]}`;

/** `8 – 19 Sep 2025`. */
export const periodOf = (from: number, to: number): string => dayAndYear.formatRange(from, to);

/** Where a message can be opened, if that is an address of the web: nothing else is ever followed. */
export function webAddress(address: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined;
}

/** A text, or its beginning where it is longer. */
export const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}…` : text;
