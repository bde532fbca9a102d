import { and, between, eq } from 'drizzle-orm';
import type { ChannelSource } from '../../adapters/adapter.ts';
import { HubbubError } from '../errors.ts';
import type { Message } from '../message.ts';
import {
  beginReading,
  correctReading,
  markReading,
  readingKey,
  readingOf,
  restartReadings,
} from '../store/readings.ts';
import { messages } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Inbox } from './inbox.ts';

/**
 * How much of what was read before is read again after a gap, in milliseconds: events on their way when the
 * connection broke, edits and deletions among them, are found there.
 */
const OVERLAP = 10 * 60_000;
/** What could not be read because of a fault of ours is tried again after so long, in milliseconds. */
const AFTER_TROUBLE = 20_000;

/**
 * Reads what is missing of live channels: gaps before histories, one channel at a time in each workspace, so that a
 * platform's rate limits are spent on what people miss first. Progress is stored with every page; a stop at any
 * moment costs a page at most.
 */
export class CatchUp {
  readonly #store: Store;
  readonly #inbox: Inbox;
  readonly #onTrouble: (source: ChannelSource, error: unknown) => void;
  readonly #keptFrom: (source: ChannelSource) => number;
  readonly #stopping = new AbortController();
  /** What is still to read, by workspace: gaps first. */
  readonly #queues = new Map<
    string,
    { gaps: ChannelSource[]; histories: ChannelSource[]; work: Promise<void> }
  >();
  /** Everything that was ever requested, by source, so that a person can ask for it again. */
  readonly #known = new Map<string, ChannelSource>();
  /** Sources whose gap is closed: what arrives live follows on what is stored. */
  readonly #closed = new Set<string>();
  /** Sources of messages that there was no room for. */
  readonly #putOff = new Set<string>();
  /** Ids of what has been read or has arrived while a gap is being closed, by source. */
  readonly #seen = new Map<string, Set<string>>();

  /** @param options.keptFrom the moment before which nothing of a channel is kept, in milliseconds since the epoch */
  constructor(
    store: Store,
    inbox: Inbox,
    options: {
      onTrouble(source: ChannelSource, error: unknown): void;
      keptFrom?(source: ChannelSource): number;
    },
  ) {
    this.#store = store;
    this.#inbox = inbox;
    this.#onTrouble = options.onTrouble;
    this.#keptFrom = (source) => Math.max(options.keptFrom?.(source) ?? 0, 0);
  }

  /** Puts a channel in line; one that already waits is not put in twice. */
  request(source: ChannelSource): void {
    this.#closed.delete(keyOf(source));
    this.#known.set(keyOf(source), source);
    let queue = this.#queues.get(source.workspace);
    if (!queue) {
      queue = { gaps: [], histories: [], work: Promise.resolve() };
      this.#queues.set(source.workspace, queue);
    }
    if (queue.gaps.some((waiting) => keyOf(waiting) === keyOf(source))) return;
    queue.gaps.push(source);
    const { gaps, histories } = queue;
    queue.work = queue.work.then(() => this.#work(gaps, histories));
  }

  /** Reads a channel and its threads once more from the newest message back; false where none is read live. */
  async again(workspace: string, channel: string): Promise<boolean> {
    const sources = [...this.#known.values()].filter(
      (source) => source.workspace === workspace && source.channel === channel,
    );
    if (sources.length === 0) return false;
    const keys = sources.map((source) => readingKey(source).source);
    await restartReadings(this.#store, workspace, keys);
    for (const source of sources) this.request(source);
    return true;
  }

  /** Is told of every live message before it is stored, so that none is taken for deleted because it was not read. */
  expect({ workspace, channel, threadId, id }: Message): void {
    for (const source of [channel, threadId]) this.#seen.get(`${workspace} ${source}`)?.add(id);
  }

  /** A live message that could not be taken for lack of room: its source is read again once there is some. */
  putOff({ workspace, channel, threadId }: Message): void {
    for (const source of [channel, threadId]) {
      const key = `${workspace} ${source}`;
      if (!this.#known.has(key)) continue;
      this.#closed.delete(key);
      this.#putOff.add(key);
    }
  }

  /** Puts in line what was put off. */
  readPutOff(): void {
    if (this.#stopping.signal.aborted) return;
    const keys = [...this.#putOff];
    this.#putOff.clear();
    for (const key of keys) this.request(this.#known.get(key)!);
  }

  /** Marks how far live messages reach, where nothing is missing before them. */
  async note(arrived: readonly Message[]): Promise<void> {
    const newest = new Map<string, { workspace: string; source: string; newest: number }>();
    for (const { workspace, channel, threadId, ts } of arrived) {
      for (const source of [channel, threadId]) {
        const key = `${workspace} ${source}`;
        if (!source || !this.#closed.has(key)) continue;
        newest.set(key, { workspace, source, newest: Math.max(inThePast(ts), newest.get(key)?.newest ?? 0) });
      }
    }
    for (const { workspace, source, newest: reached } of newest.values()) {
      await markReading(this.#store, { workspace, source }, { newest: reached });
    }
  }

  /** Resolves once everything requested has been read. */
  async idle(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.work));
  }

  /** Stops after the page in hand. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.idle();
  }

  async #work(gaps: ChannelSource[], histories: ChannelSource[]): Promise<void> {
    for (;;) {
      const gap = gaps.shift();
      const source = gap ?? histories.shift();
      if (!source || this.#stopping.signal.aborted) return;
      try {
        if (!gap) await this.#readHistory(source, gaps);
        else {
          await this.#closeGap(source);
          // Another gap may have opened meanwhile.
          const key = keyOf(source);
          if (!this.#putOff.has(key) && !gaps.some((waiting) => keyOf(waiting) === key))
            this.#closed.add(key);
          if (!histories.some((waiting) => keyOf(waiting) === keyOf(source))) histories.push(source);
        }
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        this.#onTrouble(source, error);
        // The platform has refused for good, or else something of ours failed, such as the store.
        if (!(error instanceof HubbubError)) this.#later(source);
      }
    }
  }

  #later(source: ChannelSource): void {
    const timer = setTimeout(() => this.request(source), AFTER_TROUBLE).unref();
    this.#stopping.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  /** Reads from shortly before the newest known message to now, and forgets what has been deleted meanwhile. */
  async #closeGap(source: ChannelSource): Promise<void> {
    const known = await readingOf(this.#store, readingKey(source));
    if (!known) return beginReading(this.#store, readingKey(source), Date.now());
    if (source.newest !== undefined && source.newest <= known.newest) return;
    // Either the mark was made by a clock that was wrong, or the clock is wrong now: the mark says nothing.
    const astray = known.newest > Date.now();
    const after = astray ? known.oldest : known.newest - OVERLAP;
    const seen = new Set<string>();
    this.#seen.set(keyOf(source), seen);
    let { newest } = known;
    let last = 0;
    try {
      for await (const page of source.pages({ after }, this.#stopping.signal)) {
        await this.#take(page.messages);
        for (const message of page.messages) {
          seen.add(message.id);
          newest = Math.max(newest, inThePast(message.ts));
          last = Math.max(last, message.ts);
        }
      }
      this.#stopping.signal.throwIfAborted();
      // Nothing is deleted on the word of such a clock; comparing with the platform finds it later.
      if (astray) return last > 0 ? await correctReading(this.#store, readingKey(source), last) : undefined;
      await this.#forgetUnseen(source, { after, before: newest }, seen);
    } finally {
      this.#seen.delete(keyOf(source));
    }
    await markReading(this.#store, readingKey(source), { newest });
  }

  async #readHistory(source: ChannelSource, gaps: readonly ChannelSource[]): Promise<void> {
    const known = await readingOf(this.#store, readingKey(source));
    if (!known || known.complete) return;
    for await (const page of source.pages(this.#before(source, known.oldest), this.#stopping.signal)) {
      await this.#take(page.messages);
      await markReading(this.#store, readingKey(source), { oldest: page.reachedBackTo });
      if (gaps.length > 0) return this.#resumeLater(source);
    }
    this.#stopping.signal.throwIfAborted();
    await markReading(this.#store, readingKey(source), { complete: true });
  }

  #before(source: ChannelSource, before: number) {
    const after = this.#keptFrom(source);
    return after > 0 ? { after: Math.min(after, before), before } : { before };
  }

  /** A gap has opened somewhere: it goes first, this history goes on after it. */
  #resumeLater(source: ChannelSource): void {
    this.#queues.get(source.workspace)!.histories.unshift(source);
  }

  async #take(batch: readonly Message[]): Promise<void> {
    await Promise.all(batch.map((message) => this.#inbox.receive(message)));
  }

  /** Replies are judged only where their thread's first message was read too: others may be out of the platform's reach. */
  async #forgetUnseen(
    source: ChannelSource,
    range: { after: number; before: number },
    seen: ReadonlySet<string>,
  ) {
    const stored = await this.#store.db
      .select({ id: messages.id, threadId: messages.threadId })
      .from(messages)
      .where(
        and(
          eq(messages.workspace, source.workspace),
          eq(messages.channel, source.channel),
          between(messages.ts, new Date(range.after), new Date(range.before)),
        ),
      );
    const judged = stored.filter(({ id, threadId }) => {
      if (source.threadId) return threadId === source.threadId;
      if (source.threadsApart) return !threadId;
      return !threadId || threadId === id || seen.has(threadId);
    });
    const gone = judged.filter(({ id }) => !seen.has(id)).map(({ id }) => id);
    if (gone.length > 0) await this.#inbox.remove(source.workspace, gone);
  }
}

/** A clock that is wrong, ours or a platform's, must not make a mark beyond what may still come. */
const inThePast = (ts: number) => Math.min(ts, Date.now());
const keyOf = (source: ChannelSource) => `${source.workspace} ${readingKey(source).source}`;
