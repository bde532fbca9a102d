import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { ChannelSource } from '../../adapters/adapter.ts';
import { clean } from '../collect/clean.ts';
import type { Message } from '../message.ts';
import { type Check, checkOf, markCheck, readingKey } from '../store/readings.ts';
import type { Store } from '../store/store.ts';
import type { Inbox } from './inbox.ts';

/** Conversations that are compared in one go: a page or two of most platforms, and a call for each thread of some. */
const SLICE = 200;
/** Between two slices, so that platforms' rate limits are left to what people wait for, in milliseconds. */
const PAUSE = 15_000;
/** Between two looks for something that is due. */
const LOOK = 10 * 60_000;
/** A source is compared again after this time. */
const AGAIN = 24 * 60 * 60_000;

/** A stored message; `start` is set where it does not merely answer in a thread. */
interface Stored extends Record<string, unknown> {
  id: string;
  ts: number;
  contentHash: string;
  start: boolean;
  threadId: string | null;
}

/**
 * Finds what was deleted or edited while nobody listened, further back than reading after a gap goes: walks through
 * everything stored, newest first, and compares it with the platform, a slice at a time and gently. Where it is stopped it
 * goes on later, for each slice that is done is noted.
 *
 * Nothing is taken for deleted on the strength of a read that failed, broke off or delivered nothing: slices overlap by a
 * message that was there, so an empty answer means that the platform holds something back.
 */
export class Reconcile {
  readonly #store: Store;
  readonly #inbox: Inbox;
  readonly #options: { quiet(): Promise<void>; onTrouble(source: ChannelSource, error: unknown): void };
  readonly #sources = new Map<string, ChannelSource>();
  readonly #stopping = new AbortController();
  #work: Promise<void>;

  /** @param options.quiet resolves once nothing more urgent is read */
  constructor(
    store: Store,
    inbox: Inbox,
    options: { quiet(): Promise<void>; onTrouble(source: ChannelSource, error: unknown): void },
  ) {
    this.#store = store;
    this.#inbox = inbox;
    this.#options = options;
    this.#work = this.#forEver();
  }

  /** A channel or thread that is read live. */
  know(source: ChannelSource): void {
    const { workspace, source: id } = readingKey(source);
    this.#sources.set(`${workspace} ${id}`, source);
  }

  /**
   * Compares every source that is due.
   *
   * @param options.pause between two slices, in milliseconds
   * @param options.now counts every source as due
   */
  async pass({ pause = PAUSE, now = false } = {}): Promise<void> {
    for (const source of [...this.#sources.values()]) {
      try {
        let check = await checkOf(this.#store, readingKey(source));
        if (!check || (!now && !isDue(check))) continue;
        while (check && !this.#stopping.signal.aborted) {
          await this.#rest(pause);
          await this.#options.quiet();
          check = await this.#slice(source, check);
        }
      } catch (error) {
        if (!this.#stopping.signal.aborted) this.#options.onTrouble(source, error);
      }
    }
  }

  /** Stops after the slice in hand, which counts for nothing unless it is done. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#work;
  }

  async #forEver(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#rest(LOOK);
      if (!this.#stopping.signal.aborted) await this.pass();
    }
  }

  #rest(ms: number): Promise<void> {
    return wait(ms, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => {});
  }

  /** Compares one slice. Returns where the next begins, or nothing at the end of the source. */
  async #slice(source: ChannelSource, { checked }: Check): Promise<Check | undefined> {
    const key = readingKey(source);
    const before = checked ?? Date.now();
    const stored = await this.#storedOf(source, before);
    const starts = stored.filter(({ start }) => start);
    const after = starts.at(-1)?.ts;
    // Of what is left, only the message that the last slice ended with.
    if (after === undefined || (checked !== null && starts.length === 1)) return this.#end(source);
    const seen = new Map<string, Message>();
    let from = after;
    for await (const { messages, limited } of source.pages({ after, before }, this.#stopping.signal)) {
      for (const message of messages) seen.set(message.id, message);
      if (limited) from = Math.min(before, ...messages.map(({ ts }) => ts));
    }
    this.#stopping.signal.throwIfAborted();
    if (!starts.some(({ id }) => seen.has(id))) return this.#end(source);
    const gone = stored.filter(
      ({ id, ts, start, threadId }) => !seen.has(id) && (start ? ts >= from : seen.has(threadId!)),
    );
    if (gone.length > 0)
      await this.#inbox.remove(
        source.workspace,
        gone.map(({ id }) => id),
      );
    const hashOf = new Map(stored.map(({ id, contentHash }) => [id, contentHash]));
    const news = [...seen.values()].filter((message) => {
      const row = clean(message);
      return typeof row !== 'string' && row.contentHash !== hashOf.get(row.id);
    });
    await Promise.all(news.map((message) => this.#inbox.receive(message)));
    // A slice of one moment would begin there again.
    if (from > after || after >= before) return this.#end(source);
    const check = { checked: after, checkedAt: null };
    await markCheck(this.#store, key, check);
    return check;
  }

  async #end(source: ChannelSource): Promise<undefined> {
    await markCheck(this.#store, readingKey(source), { checked: null, checkedAt: Date.now() });
  }

  /** The next messages up to `before` that begin something, newest first, with what is stored in their threads. */
  async #storedOf({ workspace, channel, threadId, threadsApart }: ChannelSource, before: number) {
    const inside = threadId
      ? sql`channel = ${channel} and thread_id = ${threadId}`
      : threadsApart
        ? sql`channel = ${channel} and thread_id is null`
        : sql`channel = ${channel} and (thread_id is null or thread_id = id)`;
    const columns = sql`m.id, (extract(epoch from m.ts) * 1000)::float8 as ts, m.content_hash as "contentHash", m.thread_id as "threadId"`;
    const together = !threadId && !threadsApart;
    const { rows } = await this.#store.db.execute<Stored>(sql`
      with start as (
        select * from message where workspace = ${workspace} and ${inside} and ts <= ${new Date(before)}
        order by ts desc, id desc limit ${SLICE + 1})
      select ${columns}, true as start from start m
      union all
      select ${columns}, false from message m join start s on s.id = m.thread_id and s.id <> m.id
      where m.workspace = ${workspace} and ${together}
      order by ts desc`);
    return rows;
  }
}

const isDue = ({ checked, checkedAt }: Check): boolean =>
  checked !== null || checkedAt === null || Date.now() - checkedAt > AGAIN;
