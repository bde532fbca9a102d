import { seededRandom } from '../../src/topics/cluster/random.ts';
import type { Posted, SlackChannel, SlackUser } from '../../test/fakes/slack/model.ts';
import type { SlackTeam } from '../../test/fakes/slack/team.ts';

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

type What = 'post' | 'reply' | 'edit' | 'unfurl' | 'delete';
/** How often each thing happens. */
const SHARES: readonly [What, number][] = [
  ['post', 0.8],
  ['reply', 0.12],
  ['edit', 0.04],
  ['unfurl', 0.01],
  ['delete', 0.03],
];
const PREVIEW = { title: 'A page', text: 'Preview', from_url: 'https://example.com' };
/** Edits, replies and deletions concern one of so many newest messages. */
const RECENT = 200;

/** People who talk, answer, correct themselves and take things back; each text is there once. */
export class Chatter {
  /** Messages posted so far. */
  posted = 0;
  readonly #team: SlackTeam;
  readonly #channels: readonly SlackChannel[];
  readonly #people: readonly SlackUser[];
  readonly #random: () => number;
  readonly #recent: Posted[] = [];
  #texts = 0;

  constructor(team: SlackTeam, channels: readonly SlackChannel[], people: readonly SlackUser[], seed = 1) {
    this.#team = team;
    this.#channels = channels;
    this.#people = people;
    this.#random = seededRandom(seed);
  }

  /** So many messages a second, evenly, until it is told to stop; changes of messages come on top. */
  run(perSecond: number): () => void {
    const start = performance.now();
    const before = this.posted;
    const timer = setInterval(() => {
      const due = ((performance.now() - start) / 1000) * perSecond;
      while (this.posted - before < due) this.step();
    }, 10);
    return () => clearInterval(timer);
  }

  /** One thing happens. */
  step(): void {
    const target = this.#pick(this.#recent);
    const user = this.#pick(this.#people)!;
    const what = target ? this.#what() : 'post';
    if (what === 'post') this.#keep(this.#team.post(this.#pick(this.#channels)!, user, this.#text()));
    else if (what === 'reply') this.#keep(this.#team.reply(target!, user, this.#text()));
    else if (what === 'edit') this.#team.edit(target!, `${this.#text()} (edited)`);
    else if (what === 'unfurl') this.#team.unfurl(target!, PREVIEW);
    else {
      this.#recent.splice(this.#recent.indexOf(target!), 1);
      this.#team.delete(target!);
    }
  }

  /** Fills a channel with messages from before the bot came, one every minute. */
  fill(channel: SlackChannel, count: number): void {
    const end = Date.now() - 86_400_000;
    for (let i = 0; i < count; i++) {
      const at = end - (count - i) * 60_000;
      const posted = this.#team.post(channel, this.#pick(this.#people)!, this.#text(), { at, quiet: true });
      if (i % 50 === 0)
        this.#team.reply(posted, this.#pick(this.#people)!, this.#text(), { at: at + 30_000, quiet: true });
    }
  }

  #text(): string {
    return `${this.#pick(who)} ${this.#pick(does)}, ${this.#pick(ask)} No. ${++this.#texts}`;
  }

  #keep(posted: Posted): void {
    this.posted += 1;
    this.#recent.push(posted);
    if (this.#recent.length > RECENT) this.#recent.shift();
  }

  #what(): What {
    let left = this.#random();
    for (const [what, share] of SHARES) {
      left -= share;
      if (left < 0) return what;
    }
    return 'post';
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.#random() * items.length)];
  }
}
