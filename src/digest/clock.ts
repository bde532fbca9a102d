import { setTimeout as wait } from 'node:timers/promises';
import { type Adapter, UnclearPost } from '../../adapters/adapter.ts';
import type { Reply } from '../commands/reply.ts';
import { HubbubError } from '../errors.ts';
import { metrics } from '../metrics.ts';
import type { Viewer } from '../viewer.ts';
import { type Claim, type Claims, LEASE, type Pending } from './claims.ts';
import { type Draft, isEmpty, sourcesOf } from './draft.ts';
import type { Stretch } from './gather.ts';
import { type Due, lastDue } from './schedule.ts';
import { placeOf } from './setups.ts';

/** How often it is looked whether a digest is due, in milliseconds. */
const TICK = 15_000;
const DAY = 86_400_000;
/** A digest after silence or a break covers no more, in milliseconds: a week, for a weekly one, and a day of grace. */
const LONGEST = 8 * DAY;
/** Posted so long after it was due, in milliseconds, a digest says that it is late. */
const LATE = 60 * 60_000;
/** An earlier try is looked for from so long before it, in milliseconds: clocks may have been set meanwhile. */
const LOOK_BACK = DAY;
/** Seconds until the next try while the platform is down; the last one repeats until the next digest is due. */
const BACK_OFF = [30, 60, 120, 300, 600, 1_800];

export type Poster = Pick<Adapter, 'serves' | 'post' | 'find' | 'audience' | 'viewerOf'>;

/** What the clock needs of the rest. */
export interface ClockParts {
  claims: Claims;
  platforms: readonly Poster[];
  /** What there is to say to `viewer`. */
  compose(viewer: Viewer, stretch: Stretch, signal: AbortSignal): Promise<Draft>;
  /** The same in words, as its readers see it. */
  word(pending: Pending, viewer: Viewer, draft: Draft, at: { period: string; late: boolean }): Promise<Reply>;
  /** A digest stands on a platform. */
  onPosted?(claim: Claim): void;
  onTrouble(where: string, error: unknown): void;
}

/**
 * Posts digests when they are due, each once, however many processes run it and whenever they die: a row in the database
 * says who posts which. A process that dies after posting and before saying so leaves a row in `posting`; whoever
 * takes over looks on the platform first. Where the platform does not let anybody look (direct messages in Slack), it is
 * not posted again: rather none than two.
 *
 * @example
 * const clock = new DigestClock({ claims: new Claims(store), platforms, compose, word, onTrouble });
 * clock.start();
 * await clock.close();
 */
export class DigestClock {
  readonly #parts: ClockParts;
  readonly #closing = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ClockParts) {
    this.#parts = parts;
  }

  start(): void {
    const tick = () => {
      this.look();
      this.#work.then(() => {
        if (!this.#closing.signal.aborted) this.#timer = setTimeout(tick, TICK).unref();
      });
    };
    tick();
  }

  /** Posts what is due by now, after what is in hand. */
  look(): void {
    this.#work = this.#work
      .then(() => this.tick())
      .catch((error) => this.#trouble('looking for digests', error));
  }

  /** Stops before the next digest; the one in hand is finished. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    await this.#work;
  }

  /** Posts what is due by now. */
  async tick(): Promise<void> {
    const { claims, platforms } = this.#parts;
    const pending = await claims.pending();
    const served = pending.filter(({ workspace }) => platforms.some((one) => one.serves(workspace)));
    for (const one of served) {
      if (this.#closing.signal.aborted) return;
      const due = dueOf(one);
      if (!due) continue;
      try {
        const claim = await claims.take(one, due.period);
        if (claim) await this.#held(claim, () => this.#say(one, due, claim));
      } catch (error) {
        this.#trouble(`posting the digest ${one.id} of ${one.workspace}`, error);
      }
    }
    if (served.length === 0) return;
    for (const claim of await claims.takeOvertaken([...new Set(served.map(({ workspace }) => workspace))]))
      await this.#settle(claim);
  }

  /** Keeps the claim while `work` lasts. */
  async #held(claim: Claim, work: () => Promise<void>): Promise<void> {
    const renewing = setInterval(
      () => this.#parts.claims.renew(claim).catch(() => {}), // the next one may succeed
      (LEASE / 4) * 1000,
    ).unref();
    try {
      await work();
    } finally {
      clearInterval(renewing);
    }
  }

  async #say(pending: Pending, due: Due, claim: Claim): Promise<void> {
    const { claims, compose, word } = this.#parts;
    const platform = this.#platform(pending.workspace);
    const place = placeOf(pending);
    let unposted = claim.state !== 'posting';
    try {
      if (!unposted) {
        const found = await this.#find(claim);
        if (found === 'unknown') return void (await claims.unclear(claim));
        if (found) return await this.#done(claim, found);
        unposted = true;
      }
      const late = pending.now.getTime() - due.at.getTime() > LATE;
      const viewer = await this.#viewer(platform, pending);
      const stretch = stretchOf(pending, due, viewer);
      const draft = claim.draft ?? (await compose(viewer, stretch, this.#closing.signal));
      if (isEmpty(draft) && !pending.note) return void (await claims.silent(claim, draft.until));
      const reply = await word(pending, viewer, draft, { period: claim.period, late });
      if (!(await claims.begin(claim, draft, sourcesOf(draft), late))) return; // somebody else has it by now
      await this.#done(claim, await platform.post(place, reply, keyOf(claim)));
    } catch (error) {
      metrics.digests.inc({ outcome: 'failed' });
      const seconds = BACK_OFF[Math.min(claim.tries - 1, BACK_OFF.length - 1)]!;
      await claims.putOff(claim, seconds, {
        unposted: !(error instanceof UnclearPost) && claim.state !== 'posting',
      });
      throw error;
    }
  }

  async #done(claim: Claim, posted: Parameters<Claims['posted']>[1]): Promise<void> {
    // What stands there has to be known, or nobody could take it back: so it is insisted upon for a while.
    for (const pause of [100, 1_000, 5_000, 0]) {
      try {
        await this.#parts.claims.posted(claim, posted);
        break;
      } catch (error) {
        if (pause === 0)
          throw new UnclearPost(
            'It was posted, but that could not be noted.',
            'Nothing is to be done: it is looked for.',
            { cause: error },
          );
        await wait(pause);
      }
    }
    metrics.digests.inc({ outcome: 'posted' });
    this.#parts.onPosted?.(claim);
  }

  /** A digest that a later one has overtaken is not posted any more; whether it was is found out. */
  async #settle(claim: Claim): Promise<void> {
    const { claims } = this.#parts;
    try {
      if (claim.state === 'claimed') return void (await claims.missed(claim));
      const found = await this.#find(claim);
      if (found === 'unknown') await claims.unclear(claim);
      else if (found) await this.#done(claim, found);
      else await claims.missed(claim);
    } catch (error) {
      this.#trouble(`finding out about the digest ${claim.digest} of ${claim.workspace}`, error);
    }
  }

  #find(claim: Claim): ReturnType<Poster['find']> {
    const place = placeOf({ workspace: claim.workspace, id: claim.digest });
    return this.#platform(claim.workspace).find(place, keyOf(claim), claim.begun.getTime() - LOOK_BACK);
  }

  async #viewer(platform: Poster, { workspace, id, covers }: Pending): Promise<Viewer> {
    const place = placeOf({ workspace, id });
    const viewer = await ('channel' in place
      ? platform.audience(workspace, place.channel)
      : platform.viewerOf(workspace, place.person));
    if ('channel' in place && viewer.channels !== 'all' && !viewer.channels.has(place.channel))
      throw new HubbubError(
        'The bot is not in the channel that the digest is to be posted in.',
        'Invite it there, or end that digest with /digest off.',
      );
    if (!covers || viewer.channels === 'all') return viewer;
    return { ...viewer, channels: viewer.channels.intersection(new Set(covers)) };
  }

  #platform(workspace: string): Poster {
    return this.#parts.platforms.find((one) => one.serves(workspace))!;
  }

  #trouble(where: string, error: unknown): void {
    if (!this.#closing.signal.aborted) this.#parts.onTrouble(where, error);
  }
}

/** Names a digest on the platform. */
const keyOf = ({ workspace, digest, period }: Claim): string => `${workspace} ${digest} ${period}`;

/** What is due and in nobody's hands. */
function dueOf(pending: Pending): Due | undefined {
  const due = lastDue(pending, pending.now);
  if (!due || due.at <= pending.since) return undefined;
  if (pending.newest === null || due.period > pending.newest) return due;
  return due.period === pending.newest && pending.left ? due : undefined;
}

/** From the end of the last digest to when this one is due; the first covers what one usually does. */
function stretchOf(pending: Pending, due: Due, viewer: Viewer): Stretch {
  const to = Math.min(due.at.getTime(), pending.now.getTime());
  const usual = lastDue(pending, new Date(to - 60_000))?.at.getTime() ?? to - DAY;
  const from = Math.max(pending.until?.getTime() ?? usual, to - LONGEST);
  return {
    from: Math.min(from, to - 1),
    to,
    ...(viewer.channels !== 'all' && { channels: [...viewer.channels] }),
  };
}
