import { setTimeout as wait } from 'node:timers/promises';
import { fillEmbeddings } from '../embed/fill.ts';
import type { Hubbub } from '../hubbub.ts';
import type { Message } from '../message.ts';
import { joinTopics } from '../topics/join.ts';
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
/**
 * Topics are found anew after so many new messages, or that share of what the last run saw where it is fewer, but not
 * twice within `pause`; a few new ones wait for `ms` at most.
 */
const RUN_AFTER = { messages: 200, share: 0.1, pause: 60_000, ms: 10 * 60_000 };

interface Workspace {
  arrived: string[];
  /** Messages were left when embedding had had its turn. */
  behind: boolean;
  /** Messages embedded since topics were last found. */
  sinceRun: number;
  /** Messages in the window of the last run. */
  inRun: number;
  lastRun: number;
}

/**
 * Keeps topics current while messages arrive: embeds the new ones, lets them join topics at once, and now and then
 * finds topics anew. One thing at a time, so that a busy workspace never holds up the others for long; what fails
 * is told and tried again with the next round, since the store itself knows what is still to be done.
 *
 * @example
 * const tend = new Tend(hubbub, { onTrouble: (error) => log.error(error) });
 * tend.arrived(messages);
 */
export class Tend {
  readonly #hubbub: Hubbub;
  readonly #onTrouble: (error: unknown) => void;
  readonly #closing = new AbortController();
  readonly #workspaces = new Map<string, Workspace>();
  #work: Promise<void> | undefined;
  #timer: NodeJS.Timeout;

  constructor(hubbub: Hubbub, options: { onTrouble?(error: unknown): void } = {}) {
    this.#hubbub = hubbub;
    this.#onTrouble = (error) => options.onTrouble?.(error);
    this.#timer = setInterval(() => this.#wake(), RUN_AFTER.ms).unref();
  }

  /** Messages that were just stored. */
  arrived(messages: readonly Message[]): void {
    for (const { workspace, id } of messages) {
      const known = this.#workspaces.get(workspace) ?? {
        arrived: [],
        behind: false,
        sinceRun: 0,
        inRun: 0,
        lastRun: 0,
      };
      known.arrived.push(id);
      this.#workspaces.set(workspace, known);
    }
    this.#wake();
  }

  /** Resolves once everything that arrived has been embedded and placed. */
  async idle(): Promise<void> {
    while (this.#work) await this.#work;
  }

  /** Stops after the batch in hand. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort();
    await this.idle();
  }

  #wake(): void {
    if (this.#closing.signal.aborted) return;
    this.#work ??= this.#round().finally(() => {
      this.#work = undefined;
      if ([...this.#workspaces.values()].some(isWaiting)) this.#wake();
    });
  }

  async #round(): Promise<void> {
    const { signal } = this.#closing;
    await wait(GATHER, undefined, { signal }).catch(() => {});
    for (const [id, workspace] of this.#workspaces) {
      if (signal.aborted) return;
      try {
        await this.#tend(id, workspace, signal);
      } catch (error) {
        if (!signal.aborted) this.#onTrouble(error);
      }
    }
  }

  async #tend(id: string, workspace: Workspace, signal: AbortSignal): Promise<void> {
    const arrived = workspace.arrived.splice(0);
    const [store, embedder] = await Promise.all([this.#hubbub.store(), this.#hubbub.embedder()]);
    if (arrived.length > 0 || workspace.behind) {
      const { embedded, cached } = await fillEmbeddings(store, embedder, id, { signal, atMost: TURN });
      workspace.behind = embedded + cached >= TURN;
      // Not those that arrived: of a long history most get their turn later, and none count before.
      workspace.sinceRun += embedded + cached;
      if (workspace.lastRun > 0)
        for (let i = 0; i < arrived.length && !signal.aborted; i += JOIN)
          await joinTopics(store, embedder.id, id, arrived.slice(i, i + JOIN));
    }
    const waited = Date.now() - workspace.lastRun;
    const many = Math.min(RUN_AFTER.messages, workspace.inRun * RUN_AFTER.share);
    const due = waited >= (workspace.sinceRun >= many ? RUN_AFTER.pause : RUN_AFTER.ms);
    // Without news, too, now and then: messages may have been deleted, or forgotten.
    if (!due || (workspace.sinceRun === 0 && waited < RUN_AFTER.ms) || signal.aborted) return;
    const labeller = await this.#hubbub.labeller();
    const { messages, notice } = await refreshTopics(store, embedder.id, labeller, id, { signal });
    if (notice) this.#onTrouble(notice);
    workspace.inRun = messages;
    workspace.sinceRun = 0;
    workspace.lastRun = Date.now();
  }
}

const isWaiting = ({ arrived, behind }: Workspace): boolean => arrived.length > 0 || behind;
