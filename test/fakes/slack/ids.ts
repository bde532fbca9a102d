let counter = 0;

/** A new id as Slack forms them, unique within the process: `U00000001A`. */
export const newId = (prefix: string): string =>
  `${prefix}${(++counter).toString(36).toUpperCase().padStart(9, '0')}`;

let lastMicros = 0;

/**
 * A timestamp as Slack forms them, `seconds.microseconds`: of a given moment in milliseconds, or of now.
 * Never the same twice for now.
 */
export function newTs(at?: number): string {
  if (at !== undefined) return tsOf(Math.round(at * 1000));
  lastMicros = Math.max(lastMicros + 1, Date.now() * 1000);
  return tsOf(lastMicros);
}

const tsOf = (micros: number): string =>
  `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
