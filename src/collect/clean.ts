import { createHash } from 'node:crypto';
import type { Message } from '../message.ts';

/** A message as it is sent to the database. */
export interface Row extends Message {
  contentHash: string;
}

/** SHA-256 of a text, hex: what tells whether a text has changed. */
export const contentHash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What PostgreSQL cannot hold: NUL characters are dropped, lone halves of surrogate pairs replaced. */
export const storable = (text: string) => text.replaceAll('\0', '').toWellFormed();

/** Makes a message fit for the database. Returns why not in words where no repair is possible. */
export function clean(message: Message): Row | string {
  for (const key of ['workspace', 'channel', 'id', 'author'] as const) {
    if (!message[key]) return `the message has no ${key}`;
  }
  if (!isMoment(message.ts)) return 'the message has no valid time';
  const row = Object.fromEntries(
    Object.entries(message).map(([key, value]) => [key, typeof value === 'string' ? storable(value) : value]),
  ) as unknown as Row;
  row.ts = Math.round(message.ts);
  row.editedTs = isMoment(message.editedTs) ? Math.round(message.editedTs) : undefined;
  row.contentHash = contentHash(row.text);
  return row;
}

const isMoment = (ts: number | undefined): ts is number =>
  !Number.isNaN(new Date(ts ?? Number.NaN).getTime());

/** One row per message id: the last edit, and of equal edits the last that came. */
export function newest(rows: readonly Row[]): Row[] {
  const byId = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify([row.workspace, row.id]);
    const known = byId.get(key);
    if (!known || (row.editedTs ?? 0) >= (known.editedTs ?? 0)) byId.set(key, row);
  }
  return [...byId.values()];
}
