import { z } from 'zod';
import type { Message } from '../../src/message.ts';
import type { ArchiveItem } from '../adapter.ts';
import { storable } from './clean.ts';
import type { ArchiveFile } from './files.ts';
import { lines } from './lines.ts';
import { problem } from './problem.ts';
import { parseTime } from './time.ts';

/** A line longer than this (in characters) is no chat message. */
const LONGEST_LINE = 1 << 20;
/** Rows without `ts` are placed this far apart, in the order of the file: far enough not to seem one conversation. */
const HOUR = 3_600_000;

const id = z
  .union([z.string().min(1), z.number()], { error: 'is missing, or neither a string nor a number' })
  .transform((v) => storable(String(v)));
const optionalId = id.nullish().catch(undefined);

/** One row. Unknown fields are ignored, and so are the optional ones when they hold something else than they should. */
const Row = z.object(
  {
    id,
    channel: optionalId,
    user: optionalId,
    ts: z.unknown().optional(),
    text: z.string({ error: 'is no string' }).nullish(),
    threadId: optionalId,
    replyTo: optionalId,
  },
  { error: 'is no JSON object' },
);

/** Reads JSONL rows `{id, channel, user, ts, text, threadId?, replyTo?}`. `name` is the channel of rows that name none. */
export async function* readJsonl(
  file: ArchiveFile,
  workspace: string,
  name: string,
): AsyncGenerator<ArchiveItem> {
  let previous = -HOUR;
  let untimed = 0;
  for await (const { number, text: line } of lines(await file.open(), LONGEST_LINE)) {
    const position = `line ${number}`;
    if (line === undefined) {
      yield problem(file.path, `is longer than ${LONGEST_LINE} characters`, position);
      continue;
    }
    if (line.trim() === '') continue;
    const row = parseRow(line);
    if (typeof row === 'string') {
      yield problem(file.path, row, position);
      continue;
    }
    const ts = row.ts == null ? previous + HOUR : parseTime(row.ts);
    if (ts === undefined) {
      yield problem(
        file.path,
        `its ts, ${JSON.stringify(row.ts)?.slice(0, 40)}, is neither ISO 8601 nor epoch seconds`,
        position,
      );
      continue;
    }
    if (row.ts == null) untimed++;
    previous = ts;
    const text = storable(row.text ?? '').trim();
    if (text) yield { kind: 'message', message: toMessage(row, workspace, name, ts, text) };
  }
  if (untimed > 0)
    yield problem(file.path, `${untimed} rows have no ts: placed an hour apart in the order of the file`);
}

function parseRow(line: string): z.infer<typeof Row> | string {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return 'is not JSON';
  }
  const row = Row.safeParse(json);
  if (row.success) return row.data;
  const { path, message } = row.error.issues[0]!;
  return path.length > 0 ? `its ${path.join('.')} ${message}` : message;
}

function toMessage(
  row: z.infer<typeof Row>,
  workspace: string,
  name: string,
  ts: number,
  text: string,
): Message {
  const channel = row.channel ?? name;
  const author = row.user ?? 'unknown';
  return {
    workspace,
    channel,
    channelName: channel,
    id: row.id,
    ...(row.threadId && { threadId: row.threadId }),
    ...(row.replyTo && { replyTo: row.replyTo }),
    author,
    authorName: author,
    ts,
    text,
  };
}
