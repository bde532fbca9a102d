import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UsageError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { WindowMessage } from '../topics/window.ts';

/** Messages in time order to compare embedders on, and what is known of who belongs together. */
export interface Sample {
  messages: WindowMessage[];
  /** Given by a person, one for each message. */
  labels?: string[];
  /** Topics of the last run, undefined for unsorted messages. */
  topics?: (string | undefined)[];
}

const Row = z.object({
  text: z.string(),
  label: z.coerce.string(),
  id: z.coerce.string().optional(),
  channel: z.string().optional(),
  user: z.string().optional(),
  ts: z.union([z.number(), z.string()]).optional(),
  threadId: z.string().optional(),
  replyTo: z.string().optional(),
});

/**
 * Reads labelled messages: JSONL rows `{text, label, id?, channel?, user?, ts?, threadId?, replyTo?}` with `ts` as epoch
 * seconds or ISO 8601. Of more than `most` rows, as many are taken evenly.
 *
 * @throws UsageError naming the line that does not fit
 */
export async function readLabelled(path: string, most: number): Promise<Sample> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`${path} cannot be read.`, 'Name a JSONL file with rows {"text": …, "label": …}.');
  });
  const rows = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [rowOf(line, path, i + 1)]));
  if (rows.length < 2)
    throw new UsageError(`${path} holds fewer than two rows.`, 'Give some hundred at least.');
  const stamped = rows.map((row, i) => ({ row, ts: timeOf(row.ts) ?? i * 60 * 60 * 1000, i }));
  stamped.sort((a, b) => a.ts - b.ts || a.i - b.i);
  const taken = evenly(stamped, most);
  return {
    messages: taken.map(({ row, ts, i }) => ({
      id: row.id ?? `line ${i}`,
      channel: row.channel ?? 'all',
      author: row.user ?? `author of ${i}`,
      authorName: row.user,
      ts,
      text: row.text,
      threadId: row.threadId,
      replyTo: row.replyTo,
    })),
    labels: taken.map(({ row }) => row.label),
  };
}

function rowOf(line: string, path: string, number: number): z.infer<typeof Row> {
  try {
    return Row.parse(JSON.parse(line));
  } catch (cause) {
    throw new UsageError(
      `Line ${number} of ${path} is not a labelled message.`,
      'Each line is JSON with a text and a label, for instance {"text": "The build is red", "label": "ci"}.',
      { cause },
    );
  }
}

function timeOf(ts: string | number | undefined): number | undefined {
  if (ts === undefined) return undefined;
  const ms = Number.isNaN(Number(ts)) ? Date.parse(String(ts)) : Number(ts) * 1000;
  return Number.isNaN(ms) ? undefined : ms;
}

const evenly = <T>(rows: readonly T[], most: number): T[] =>
  rows.length <= most
    ? [...rows]
    : Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!);

/** The newest messages of a workspace that hold a text, and the topics of its last run. */
export async function newestMessages(store: Store, workspace: string, most: number): Promise<Sample> {
  const { rows } = await store.pool.query<Record<keyof WindowMessage | 'topic', never>>(
    `select m.id, m.channel, m.author, a.name as "authorName", (extract(epoch from m.ts) * 1000)::float8 as ts, m.text,
       m.thread_id as "threadId", m.reply_to as "replyTo", tm.topic
     from (select * from message where workspace = $1 and text ~ '\\S' order by ts desc, id desc limit $2) m
     left join author a on a.workspace = m.workspace and a.id = m.author
     left join topic_member tm on tm.workspace = m.workspace and tm.message = m.id
     order by m.ts, m.id`,
    [workspace, most],
  );
  return {
    messages: rows.map(({ topic: _, ...row }) => ({
      ...row,
      authorName: row.authorName ?? undefined,
      threadId: row.threadId ?? undefined,
      replyTo: row.replyTo ?? undefined,
    })),
    topics: rows.map((row) => row.topic ?? undefined),
  };
}

/** The thread of each message that stands in one with another: reply chains count as threads. */
export function threadsOf(messages: readonly WindowMessage[]): (string | undefined)[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const rootOf = (message: WindowMessage): string => {
    const seen = new Set<string>();
    let root = message;
    for (;;) {
      const above: string | undefined =
        root.threadId !== root.id ? (root.threadId ?? root.replyTo) : root.replyTo;
      const next = above === undefined ? undefined : byId.get(above);
      if (!next || seen.has(next.id)) return above ?? root.id;
      seen.add(next.id);
      root = next;
    }
  };
  const roots = messages.map(rootOf);
  const sizes = new Map<string, number>();
  for (const root of roots) sizes.set(root, (sizes.get(root) ?? 0) + 1);
  return roots.map((root) => (sizes.get(root)! > 1 ? root : undefined));
}
