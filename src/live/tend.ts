import { setTimeout as wait } from 'node:timers/promises';
import type { Hubbub } from '../hubbub.ts';
import { metrics } from '../metrics.ts';
import type { Claims } from '../store/claims.ts';
import { awaitTopics, embeddingDone, type Todo, todo, topicsDone } from '../store/duties.ts';
import { keepNearIndex } from '../store/near-index.ts';
import { keepSketches } from '../store/sketches.ts';
import type { Store } from '../store/store.ts';
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
  /** Trouble of each workspace that has been told and has not passed since. */
  readonly #told = new Map<string, string>();
  #announced = false;
  #work: Promise<void> | undefined;
  #again = false;
  /** More is in line than a round takes. */
  #behind = false;
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
    for (let pause = gather; !signal.aborted; pause = this.#behind ? 0 : GATHER) {
      await wait(pause, undefined, { signal }).catch(() => {});
      this.#again = false;
      this.#behind = false;
      try {
        await this.#round(signal);
      } catch (error) {
        if (!signal.aborted) this.#options.onTrouble?.(error);
      }
      if (!this.#again && !this.#behind) return;
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const store = await this.#hubbub.store();
    await this.#announce();
    for (const task of await todo(store)) {
      if (signal.aborted) return;
      if ((this.#resting.get(task.workspace) ?? 0) > Date.now()) continue;
      try {
        const embedded = task.news ? await this.#alone('embed', task, () => this.#embed(task, signal)) : 0;
        const waiting = task.waiting + (embedded ?? 0);
        if (isDue({ ...task, waiting }))
          await this.#alone('topics', task, () => this.#findTopics({ ...task, waiting }, signal));
      } catch (error) {
        if (!signal.aborted) this.#tell(task.workspace, [error]);
      }
    }
  }

  /** Says once what the settings ask for, so that a change of embedder begins without a message. */
  async #announce(): Promise<void> {
    if (this.#announced || this.#options.roles?.has('embed') === false) return;
    const [store, spaces] = await Promise.all([this.#hubbub.store(), this.#hubbub.spaces()]);
    for (const { workspace, answers } of await spaces.announce()) this.#quicken(store, workspace, answers);
    this.#announced = true;
  }

  /** Has large workspaces searched quickly; beside everything else, for it may take minutes. */
  #quicken(store: Store, workspace: string, embedder: string): void {
    const { signal } = this.#closing;
    const work = store.embedded ? keepSketches : keepNearIndex;
    work(store, workspace, embedder, { signal }).catch((error) => {
      if (!signal.aborted) this.#options.onTrouble?.(error);
    });
  }

  /** The same trouble is told once, however often it is met; what met it rests for a while. */
  #tell(workspace: string, problems: readonly unknown[]): void {
    const told = problems.map(String).join(' ');
    if (told !== (this.#told.get(workspace) ?? ''))
      for (const problem of problems) this.#options.onTrouble?.(problem);
    this.#told.set(workspace, told);
    if (problems.length > 0) this.#resting.set(workspace, Date.now() + AFTER_TROUBLE);
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

  /** @returns how many messages were given a vector among those that answer */
  async #embed({ workspace, until, inLine, rested, inRun }: Todo, signal: AbortSignal): Promise<number> {
    const [store, spaces] = await Promise.all([this.#hubbub.store(), this.#hubbub.spaces()]);
    const { fresh, answers, switched, behind, problems } = await spaces.fill(workspace, {
      signal,
      atMost: TURN,
      queued: inLine,
    });
    this.#tell(workspace, problems);
    if (behind) this.#behind = true;
    else if (!signal.aborted && problems.length === 0 && !switched)
      await embeddingDone(store, workspace, { until, embedder: answers });
    // After a change of embedder topics are found anew as soon as may be.
    const waiting = switched ? Math.ceil(enoughNew(inRun)) + 1 : fresh.length;
    if (waiting > 0) await awaitTopics(store.db, workspace, waiting);
    // Before the first run there is nothing to join.
    if (rested !== null)
      for (let i = 0; i < fresh.length && !signal.aborted; i += JOIN) {
        await joinTopics(store, answers, workspace, fresh.slice(i, i + JOIN));
        metrics.joined.inc(Math.min(JOIN, fresh.length - i));
      }
    return waiting;
  }

  async #findTopics({ workspace, waiting }: Todo, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const [store, spaces] = await Promise.all([this.#hubbub.store(), this.#hubbub.spaces()]);
    const [{ answers }, labeller] = await Promise.all([
      spaces.current(workspace),
      this.#hubbub.labeller(workspace),
    ]);
    const done = metrics.topicRun.startTimer({ outcome: 'failed' });
    const { notice } = await refreshTopics(store, answers, labeller, workspace, { signal });
    done({ outcome: 'done' });
    if (notice) this.#options.onTrouble?.(notice);
    await topicsDone(store, workspace, waiting);
    this.#quicken(store, workspace, answers);
  }
}

function isDue({ waiting, rested, inRun }: Todo): boolean {
  if (waiting === 0) return false;
  return rested === null || rested >= (waiting >= enoughNew(inRun) ? RUN_AFTER.pause : RUN_AFTER.ms);
}
