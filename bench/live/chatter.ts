import { seededRandom } from '../../src/topics/cluster/random.ts';

const who = [
  'The build',
  'The printer',
  'The login page',
  'The summer picnic',
  'The date parser',
  'The backup',
  'The invoice run',
];
const does = [
  'is red again',
  'needs a new owner',
  'was moved to monday',
  'takes far too long',
  'works on my machine',
  'lost two rows',
];
const ask = [
  'who can look at it?',
  'I will write it down.',
  'see the notes of last week.',
  'any ideas?',
  'we agreed on it before.',
];

/** Edits, replies and deletions concern one of so many newest messages. */
const RECENT = 200;

/** One kind of thing that people do, how often, and how; all but the first need a message that is there. */
export interface Habit<Posted> {
  share: number;
  /** @returns what was posted, if anything was */
  act(target: Posted): Posted | undefined;
}

/** People who talk, answer, correct themselves and take things back; each text is there once. */
export abstract class Chatter<Posted> {
  /** Messages posted so far. */
  posted = 0;
  /** Of them, deleted again. */
  gone = 0;
  protected readonly recent: Posted[] = [];
  readonly #random: () => number;
  #texts = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** Says something that stands by itself. */
  protected abstract post(): Posted;
  /** What else they do; the rest of the time they post. */
  protected abstract readonly habits: readonly Habit<Posted>[];

  /**
   * So many messages a second, evenly, until it is told to stop; changes of messages come on top.
   *
   * @param patient says when to wait instead; what was due then is not made up for
   */
  run(perSecond: number, patient: () => boolean = () => false): () => void {
    let last = performance.now();
    let due = 0;
    const timer = setInterval(() => {
      const now = performance.now();
      if (!patient()) due += ((now - last) / 1000) * perSecond;
      last = now;
      for (const end = this.posted + Math.floor(due); this.posted < end; due--) this.step();
    }, 10);
    return () => clearInterval(timer);
  }

  /** One thing happens. */
  step(): void {
    const target = this.pick(this.recent);
    const habit = target && this.#habit();
    const posted = habit ? habit.act(target) : this.post();
    if (!posted) return;
    this.posted += 1;
    this.recent.push(posted);
    if (this.recent.length > RECENT) this.recent.shift();
  }

  protected text(): string {
    return `${this.pick(who)} ${this.pick(does)}, ${this.pick(ask)} No. ${++this.#texts}`;
  }

  /** Takes a message out of those that something may still happen to. */
  protected forget(posted: Posted): Posted {
    this.recent.splice(this.recent.indexOf(posted), 1);
    this.gone += 1;
    return posted;
  }

  protected pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.#random() * items.length)];
  }

  #habit(): Habit<Posted> | undefined {
    let left = this.#random();
    return this.habits.find(({ share }) => {
      left -= share;
      return left < 0;
    });
  }
}
