import { setTimeout as wait } from 'node:timers/promises';
import { contentHash } from '../collect/clean.ts';
import { collect, remove } from '../collect/collect.ts';
import type { Message } from '../message.ts';
import { metrics } from '../metrics.ts';
import { putAside } from '../store/set-aside.ts';
import type { Store } from '../store/store.ts';

const BATCH = 500;
/** Waits between tries while the store is away, in milliseconds; the last one repeats. */
const PAUSES = [100, 500, 2_000, 10_000, 30_000];
/** Characters of messages that wait at most; a message counts for some hundred more than its text. */
const ROOM = 32_000_000;
const OVERHEAD = 300;

type Arrival = { stored: () => void } & (
  | { message: Message }
  | { workspace: string; gone: readonly string[] }
);

export interface InboxOptions {
  /** Says which messages are to be stored; all of them if left out. */
  admits?(message: Message): boolean;
  onStored?(messages: readonly Message[]): void;
  /** Told of messages that were deleted or edited. */
  onChanged?(messages: readonly string[]): void;
  onTrouble?(error: unknown): void;
  /** Told when everything that waited has been stored. */
  onEmpty?(): void;
  /** Characters that may wait, some 32 million if left out. */
  room?: number;
}

/**
 * Takes what live platforms deliver, in order, and stores it in batches: a burst costs one transaction for hundreds
 * of messages, a single message is not kept waiting. While the store is away, arrivals wait and are tried again, as long
 * as there is room for them: look at `full` before you hand over what can be read again later.
 *
 * @example
 * const inbox = new Inbox(store, { onStored: (messages) => tend.wake(messages) });
 * await inbox.receive(message); // resolves once it is stored
 */
export class Inbox {
  readonly #store: Store;
  readonly #options: InboxOptions;
  readonly #closing = new AbortController();
  #waiting: Arrival[] = [];
  #weight = 0;
  #work: Promise<void> | undefined;

  constructor(store: Store, options: InboxOptions = {}) {
    this.#store = store;
    this.#options = options;
  }

  /** Whether no more may wait. Deletions are always taken: they weigh little and come but once. */
  get full(): boolean {
    return this.#weight >= (this.#options.room ?? ROOM);
  }

  /** Resolves once the message is stored, or set aside because it cannot be. */
  receive(message: Message): Promise<void> {
    return new Promise((stored) => this.#put({ message, stored }));
  }

  /** Resolves once the messages are gone, those still waiting in front of this call included. */
  remove(workspace: string, ids: readonly string[]): Promise<void> {
    return new Promise((stored) => this.#put({ workspace, gone: ids, stored }));
  }

  /** Stores what has arrived, then returns; with the store away it gives up at once, for a restart reads it again. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#work;
  }

  #put(arrival: Arrival): void {
    this.#waiting.push(arrival);
    this.#weight += weightOf(arrival);
    this.#work ??= this.#drain();
    metrics.waiting.set(this.#waiting.length);
  }

  async #drain(): Promise<void> {
    let failures = 0;
    while (this.#waiting.length > 0) {
      const batch = this.#next();
      try {
        await this.#save(batch);
        failures = 0;
        for (const arrival of batch) this.#weight -= weightOf(arrival);
      } catch (error) {
        this.#options.onTrouble?.(error);
        if (this.#closing.signal.aborted) break;
        this.#waiting.unshift(...batch);
        const pause = PAUSES[Math.min(failures++, PAUSES.length - 1)];
        await wait(pause, undefined, { signal: this.#closing.signal }).catch(() => {});
      }
      metrics.waiting.set(this.#waiting.length);
    }
    // At once, so that what arrives in answer to the last batch starts anew.
    this.#work = undefined;
    this.#options.onEmpty?.();
  }

  /** The next stretch of messages, or one removal: the order between the two is kept. */
  #next(): Arrival[] {
    const end = this.#waiting.findIndex((arrival, i) => 'gone' in arrival || i === BATCH);
    return this.#waiting.splice(0, end === 0 ? 1 : end < 0 ? this.#waiting.length : end);
  }

  async #save(batch: readonly Arrival[]): Promise<void> {
    const first = batch[0]!;
    const done = metrics.store.startTimer();
    if ('gone' in first) {
      await remove(this.#store, first.workspace, first.gone);
      metrics.removed.inc(first.gone.length);
      if (first.gone.length > 0) this.#options.onChanged?.(first.gone);
    } else {
      const messages = batch
        .flatMap((arrival) => ('message' in arrival ? [arrival.message] : []))
        .filter((message) => this.#options.admits?.(message) ?? true);
      const { rejected } = await collect(this.#store, messages);
      await putAside(this.#store, rejected.map(asideOf));
      metrics.stored.inc(messages.length - rejected.length);
      this.#options.onStored?.(messages);
      const edited = messages.filter(({ editedTs }) => editedTs !== undefined).map(({ id }) => id);
      if (edited.length > 0) this.#options.onChanged?.(edited);
    }
    done();
    for (const arrival of batch) arrival.stored();
  }
}

const weightOf = (arrival: Arrival) =>
  OVERHEAD + ('message' in arrival ? arrival.message.text.length : 20 * arrival.gone.length);

const asideOf = ({ message, reason }: { message: Message; reason: string }) => ({
  workspace: message.workspace || '?',
  message: message.id || '?',
  step: 'store' as const,
  contentHash: contentHash(message.text),
  reason,
});
