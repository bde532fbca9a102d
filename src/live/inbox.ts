import { setTimeout as wait } from 'node:timers/promises';
import { collect, remove } from '../collect/collect.ts';
import type { Message } from '../message.ts';
import type { Store } from '../store/store.ts';

const BATCH = 500;
/** Waits between tries while the store is away, in milliseconds; the last one repeats. */
const PAUSES = [100, 500, 2_000, 10_000, 30_000];

type Arrival = { stored: () => void } & (
  | { message: Message }
  | { workspace: string; gone: readonly string[] }
);

/**
 * Takes what live platforms deliver, in order, and stores it in batches: a burst costs one transaction for hundreds
 * of messages, a single message is not kept waiting. While the store is away, arrivals wait and are tried again.
 *
 * @example
 * const inbox = new Inbox(store, { onStored: (messages) => tend.wake(messages) });
 * await inbox.receive(message); // resolves once it is stored
 */
export class Inbox {
  readonly #store: Store;
  readonly #onStored: (messages: readonly Message[]) => void;
  readonly #onTrouble: (error: unknown) => void;
  readonly #admits: (message: Message) => boolean;
  readonly #closing = new AbortController();
  #waiting: Arrival[] = [];
  #work: Promise<void> | undefined;

  constructor(
    store: Store,
    options: {
      /** Says which messages are to be stored; all of them if left out. */
      admits?(message: Message): boolean;
      onStored?(messages: readonly Message[]): void;
      onTrouble?(error: unknown): void;
    } = {},
  ) {
    this.#store = store;
    this.#admits = (message) => options.admits?.(message) ?? true;
    this.#onStored = (messages) => options.onStored?.(messages);
    this.#onTrouble = (error) => options.onTrouble?.(error);
  }

  /** Resolves once the message is stored. */
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
    this.#work ??= this.#drain();
  }

  async #drain(): Promise<void> {
    let failures = 0;
    while (this.#waiting.length > 0) {
      const batch = this.#next();
      try {
        await this.#save(batch);
        failures = 0;
      } catch (error) {
        this.#onTrouble(error);
        if (this.#closing.signal.aborted) break;
        this.#waiting.unshift(...batch);
        const pause = PAUSES[Math.min(failures++, PAUSES.length - 1)];
        await wait(pause, undefined, { signal: this.#closing.signal }).catch(() => {});
      }
    }
    // At once, so that what arrives in answer to the last batch starts anew.
    this.#work = undefined;
  }

  /** The next stretch of messages, or one removal: the order between the two is kept. */
  #next(): Arrival[] {
    const end = this.#waiting.findIndex((arrival, i) => 'gone' in arrival || i === BATCH);
    return this.#waiting.splice(0, end === 0 ? 1 : end < 0 ? this.#waiting.length : end);
  }

  async #save(batch: readonly Arrival[]): Promise<void> {
    const first = batch[0]!;
    if ('gone' in first) await remove(this.#store, first.workspace, first.gone);
    else {
      const messages = batch
        .flatMap((arrival) => ('message' in arrival ? [arrival.message] : []))
        .filter(this.#admits);
      await collect(this.#store, messages);
      this.#onStored(messages);
    }
    for (const arrival of batch) arrival.stored();
  }
}
