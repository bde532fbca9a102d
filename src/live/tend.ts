import { setTimeout as wait } from 'node:timers/promises';
import { fillEmbeddings } from '../embed/fill.ts';
import type { Hubbub } from '../hubbub.ts';
import { metrics } from '../metrics.ts';
import type { Claims } from '../store/claims.ts';
import { awaitTopics, embeddingDone, type Todo, todo, topicsDone } from '../store/duties.ts';
import { joinTopics } from '../topics/join.ts';
import { enoughNew } from '../topics/news.ts';
import { refreshTopics } from '../topics/refresh.ts';

/** How long arrivals are gathered before they are embedded together, in milliseconds. */
const GATHER = 1_000;
/**
 * How many messages are embedded in one go: the newest come first, and the rest of a long history keeps neither them
 * from their topics nor another workspace waiting.
 */
const TURN = 512;
/** How many messages look for their topic in one go: the work is done on the main thread, which acknowledges events too. */
const JOIN = 100;
/** Topics are found anew when enough is new, but not twice within `pause`; a few new messages wait for `ms` at most. */
const RUN_AFTER = { pause: 60_000, ms: 10 * 60_000 };
/**
 * How often the database is looked at without anybody's asking, in milliseconds: what other processes store is seen only
 * there; what this one stores wakes it.
 */
const LOOK = { shared: 1_000, alone: 30_000 };
/** A workspace with which something failed is left alone for so long, in milliseconds. */
const AFTER_TROUBLE = 15_000;

interface TendOptions {
  claims: Claims;
  /** What of it this process does. */
  roles?: ReadonlySet<string>;
  onTrouble?(error: unknown): void;
}

/**
 * Keeps topics current while messages arrive: embeds the new ones, lets them join topics at once, and now and then
 * finds topics anew. What is to be done stands in the database alone, so that any process can do it and none has to
 * remember; each duty of a workspace is one process's at a time. What fails is told and tried again.
 *
 * @example
 * const tend = new Tend(hubbub, { claims, onTrouble: (error) => log.error(error) });
 * tend.wake(); // something was stored
 */
export class Tend {
  readonly #hubbub: Hubbub;
  readonly #options: TendOptions;
  readonly #closing = new AbortController();
  readonly #resting = new Map<string, number>();
  #work: Promise<void> | undefined;
  #again = false;
  #timer: NodeJS.Timeout;

  constructor(hubbub: Hubbub, options: TendOptions) {
    this.#hubbub = hubbub;
    this.#options = options;
    const every = hubbub.config.databaseUrl ? LOOK.shared : LOOK.alone;
    this.#timer = setInterval(() => this.#begin(0), every).unref();
  }

  /** Messages were just stored, or there may be something else to do. */
  wake(): void {
    this.#again = true;
    this.#begin(GATHER);
  }

  /** Resolves once everything that was stored before has been embedded and placed, or is another process's. */
  async idle(): Promise<void> {
    while (this.#work) await this.#work;
  }

  /** Stops after the batch in hand. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort();
    await this.idle();
  }

  #begin(gather: number): void {
    const { signal } = this.#closing;
    if (signal.aborted) return;
    this.#work ??= this.#rounds(gather, signal).finally(() => {
      this.#work = undefined;
    });
  }

  async #rounds(gather: number, signal: AbortSignal): Promise<void> {
    do {
      await wait(gather, undefined, { signal }).catch(() => {});
      this.#again = false;
      try {
        await this.#round(signal);
      } catch (error) {
        if (!signal.aborted) this.#options.onTrouble?.(error);
      }
    } while (this.#again && !signal.aborted);
  }

  async #round(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const store = await this.#hubbub.store();
    for (const task of await todo(store)) {
      if (signal.aborted) return;
      if ((this.#resting.get(task.workspace) ?? 0) > Date.now()) continue;
      try {
        const embedded = task.news ? await this.#alone('embed', task, () => this.#embed(task, signal)) : 0;
        const waiting = task.waiting + (embedded ?? 0);
        if (isDue({ ...task, waiting }))
          await this.#alone('topics', task, () => this.#findTopics({ ...task, waiting }, signal));
      } catch (error) {
        this.#resting.set(task.workspace, Date.now() + AFTER_TROUBLE);
        if (!signal.aborted) this.#options.onTrouble?.(error);
      }
    }
  }

  /** Does a duty if it is one of ours and no other process is at it. */
  async #alone<T>(duty: 'embed' | 'topics', { workspace }: Todo, work: () => Promise<T>) {
    const { roles, claims } = this.#options;
    if (roles && !roles.has(duty)) return undefined;
    const claim = await claims.take(`${duty} ${workspace}`);
    if (!claim) return undefined;
    try {
      return await work();
    } finally {
      await claim.release();
    }
  }

  /** @returns how many messages were given a vector */
  async #embed({ workspace, until, rested }: Todo, signal: AbortSignal): Promise<number> {
    const [store, embedder] = await Promise.all([this.#hubbub.store(), this.#hubbub.embedder()]);
    const fresh: string[] = [];
    await fillEmbeddings(store, embedder, workspace, {
      signal,
      atMost: TURN,
      onEmbedded: (ids) => fresh.push(...ids),
    });
    if (fresh.length >= TURN) this.#again = true;
    else if (!signal.aborted) await embeddingDone(store, workspace, until);
    if (fresh.length > 0) await awaitTopics(store.db, workspace, fresh.length);
    // Before the first run there is nothing to join.
    if (rested !== null)
      for (let i = 0; i < fresh.length && !signal.aborted; i += JOIN) {
        await joinTopics(store, embedder.id, workspace, fresh.slice(i, i + JOIN));
        metrics.joined.inc(Math.min(JOIN, fresh.length - i));
      }
    return fresh.length;
  }

  async #findTopics({ workspace, waiting }: Todo, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const [store, embedder] = await Promise.all([this.#hubbub.store(), this.#hubbub.embedder()]);
    const labeller = await this.#hubbub.labeller();
    const done = metrics.topicRun.startTimer({ outcome: 'failed' });
    const { notice } = await refreshTopics(store, embedder.id, labeller, workspace, { signal });
    done({ outcome: 'done' });
    if (notice) this.#options.onTrouble?.(notice);
    await topicsDone(store, workspace, waiting);
  }
}

function isDue({ waiting, rested, inRun }: Todo): boolean {
  if (waiting === 0) return false;
  return rested === null || rested >= (waiting >= enoughNew(inRun) ? RUN_AFTER.pause : RUN_AFTER.ms);
}
