const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const minute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** A stretch of days: `8–18 Sept 2025`, in this machine's time zone. */
export const days = (from: number, to: number): string => day.formatRange(from, to);

/** A moment to the minute: `8 Sept 2025, 09:24`, in this machine's time zone. */
export const moment = (ts: number): string => minute.format(ts);
