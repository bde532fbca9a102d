import { setTimeout as wait } from 'node:timers/promises';
import type { Directory } from './directory.ts';
import { eventCallback, isTold, type SlackEvent } from './events.ts';
import type { Faults } from './faults.ts';

export type Kind = 'events_api' | 'slash_commands' | 'interactive';

/** What was sent to the app, and how it answered. */
export interface Acknowledgement {
  kind: Kind;
  /** The event's type, or what the interaction is. */
  type: string;
  eventId?: string;
  /** 0 at first; later tries carry why the one before failed. */
  attempt: number;
  /** From sending to the acknowledgement, in milliseconds; also set where it came too late. */
  ms?: number;
  /** Why Slack holds it for undelivered. */
  failure?: string;
}

/** A way to the app: it resolves with what the acknowledgement carries, or throws `Undelivered`. */
export interface Transport {
  deliver(payload: object, sent: Acknowledgement, retryReason?: string): Promise<unknown>;
}

export class Undelivered extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(`The app did not take it: ${reason}.`);
    this.reason = reason;
  }
}

/** Sends a workspace's events and interactions to the app, and events again where no acknowledgement comes. */
export class Delivery {
  /** Everything sent so far, in order. */
  readonly acks: Acknowledgement[] = [];
  /** Socket Mode or HTTP. */
  transport!: Transport;
  readonly #team: Directory;
  readonly #faults: Faults;
  /** Waits before an event is sent again, in milliseconds (https://docs.slack.dev/apis/events-api/#retries). */
  readonly #retryDelays: readonly number[];
  readonly #stopping: AbortSignal;
  readonly #underway = new Set<Promise<unknown>>();

  constructor(
    team: Directory,
    options: { faults: Faults; retryDelays: readonly number[]; stopping: AbortSignal },
  ) {
    this.#team = team;
    this.#faults = options.faults;
    this.#retryDelays = options.retryDelays;
    this.#stopping = options.stopping;
  }

  /** Tells the app, if it is to be told. */
  event(event: SlackEvent): void {
    const team = this.#team;
    if (!isTold(team, event) || this.#faults.takeLost()) return;
    const payload = eventCallback(team, event);
    const times = this.#faults.takeTwice() ? 2 : 1;
    for (let i = 0; i < times; i++) this.#track(this.#deliverEvent(payload));
  }

  /** Sends a command or a click once: people are told at once when the app does not answer. */
  async interaction(
    kind: Kind,
    type: string,
    payload: object,
  ): Promise<{ sent: Acknowledgement; answer?: unknown }> {
    const sent: Acknowledgement = { kind, type, attempt: 0 };
    try {
      return { sent, answer: await this.#track(this.#send(payload, sent)) };
    } catch (error) {
      if (!(error instanceof Undelivered)) throw error;
      return { sent };
    }
  }

  /** Events that have been neither acknowledged nor given up. */
  get underway(): number {
    return this.#underway.size;
  }

  /** Resolves once every event so far has been acknowledged or given up. */
  async settled(): Promise<void> {
    while (this.#underway.size > 0) await Promise.allSettled(this.#underway);
  }

  async #deliverEvent(payload: ReturnType<typeof eventCallback>): Promise<void> {
    let reason: string | undefined;
    for (let attempt = 0; attempt <= this.#retryDelays.length; attempt++) {
      if (attempt > 0) await wait(this.#retryDelays[attempt - 1], undefined, { signal: this.#stopping });
      const { event, event_id } = payload;
      const sent: Acknowledgement = { kind: 'events_api', type: event.type, eventId: event_id, attempt };
      try {
        await this.#send(payload, sent, reason);
        return;
      } catch (error) {
        if (!(error instanceof Undelivered)) throw error;
        reason = error.reason;
      }
    }
  }

  async #send(payload: object, sent: Acknowledgement, retryReason?: string): Promise<unknown> {
    this.acks.push(sent);
    const start = performance.now();
    try {
      const answer = await this.transport.deliver(payload, sent, retryReason);
      sent.ms = performance.now() - start;
      return answer;
    } catch (error) {
      sent.failure = error instanceof Undelivered ? error.reason : String(error);
      throw error;
    }
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#underway.add(work);
    const done = () => this.#underway.delete(work);
    work.then(done, done);
    return work;
  }
}
