import type { TopicRun } from '../store/topics.ts';
import type { Standing } from './identity.ts';
import { row, zeros } from './matrix.ts';
import type { Window, WindowMessage } from './window.ts';

/** The whole window is clustered again when this share of it has come since. */
const renewal = 0.1;
/** Otherwise the newest messages are: at least so many, and some for each new one to be compared with. */
const least = 600;
const company = 3;

/** What a run clusters. */
export interface Scope {
  /** In time order. */
  indices: number[];
  /** New messages since the whole window was clustered, those of this run included; 0 if it is now. */
  since: number;
}

/**
 * Chooses what a run clusters: after a few new messages those, what they answer and the latest before them, so that
 * its cost depends on what is new; else the whole window.
 *
 * @param previous standing of each message, undefined for a new one
 * @param last run, undefined where the whole window must be clustered
 */
export function scopeOf(
  messages: readonly WindowMessage[],
  previous: readonly (Standing | undefined)[],
  last: Pick<TopicRun, 'to' | 'since'> | undefined,
): Scope {
  const whole = { indices: [...messages.keys()], since: 0 };
  if (!last) return whole;
  const fresh = whole.indices.filter((i) => !previous[i] || messages[i]!.ts > last.to.getTime());
  const start = messages.length - Math.max(least, fresh.length * company);
  if (last.since + fresh.length > messages.length * renewal || fresh.some((i) => i < start)) return whole;
  const answered = new Set(fresh.flatMap((i) => [messages[i]!.threadId, messages[i]!.replyTo]));
  answered.delete(undefined);
  const indices = whole.indices.filter(
    (i) => i >= start || answered.has(messages[i]!.id) || answered.has(messages[i]!.threadId),
  );
  return { indices, since: last.since + fresh.length };
}

/** The part of a window at `indices`. */
export function partOf({ messages, vectors }: Window, indices: readonly number[]): Window {
  if (indices.length === messages.length) return { messages, vectors };
  const part = zeros(indices.length, vectors.columns);
  indices.forEach((i, k) => {
    row(part, k).set(row(vectors, i));
  });
  return { messages: indices.map((i) => messages[i]!), vectors: part };
}
