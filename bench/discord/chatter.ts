import { seededRandom } from '../../src/topics/cluster/random.ts';
import type { DiscordGuild } from '../../test/fakes/discord/guild.ts';
import type { DiscordChannel, DiscordMember, Posted } from '../../test/fakes/discord/model.ts';

const who = [
  'The build',
  'The printer',
  'The login page',
  'The summer picnic',
  'The date parser',
  'The backup',
];
const does = [
  'is red again',
  'needs a new owner',
  'was moved to monday',
  'takes far too long',
  'lost two rows',
];
const ask = ['who can look at it?', 'I will write it down.', 'any ideas?', 'we agreed on it before.'];

type What = 'post' | 'reply' | 'thread' | 'edit' | 'unfurl' | 'delete' | 'bulk';
/** How often each thing happens. */
const SHARES: readonly [What, number][] = [
  ['post', 0.78],
  ['reply', 0.1],
  ['thread', 0.03],
  ['edit', 0.04],
  ['unfurl', 0.01],
  ['delete', 0.03],
  ['bulk', 0.01],
];
/** Edits, replies and deletions concern one of so many newest messages. */
const RECENT = 200;
/** Threads that are open at a time. */
const THREADS = 20;

/** People who talk, answer, open threads, correct themselves and take things back; each text is there once. */
export class Chatter {
  /** Messages posted so far. */
  posted = 0;
  readonly #guild: DiscordGuild;
  readonly #channels: readonly DiscordChannel[];
  readonly #people: readonly DiscordMember[];
  readonly #random: () => number;
  readonly #recent: Posted[] = [];
  readonly #threads: DiscordChannel[] = [];
  #texts = 0;

  constructor(
    guild: DiscordGuild,
    channels: readonly DiscordChannel[],
    people: readonly DiscordMember[],
    seed = 1,
  ) {
    this.#guild = guild;
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
    const guild = this.#guild;
    const target = this.#pick(this.#recent);
    const person = this.#pick(this.#people)!;
    const what = target ? this.#what() : 'post';
    if (what === 'post') this.#keep(guild.post(this.#pick(this.#channels)!, person, this.#text()));
    else if (what === 'reply') this.#keep(guild.reply(target!, person, this.#text()));
    else if (what === 'thread') this.#keep(guild.post(this.#thread(person), person, this.#text()));
    else if (what === 'edit') guild.edit(target!, `${this.#text()} (edited)`);
    else if (what === 'unfurl') guild.unfurl(target!, { title: 'A page', description: 'Preview' });
    else if (what === 'delete') guild.delete(this.#forget(target!));
    else {
      const together = this.#recent.filter(({ channel }) => channel === target!.channel).slice(0, 3);
      guild.deleteBulk(
        target!.channel,
        together.map((one) => this.#forget(one).id),
      );
    }
  }

  /** Fills a channel with messages from before the bot came, one every minute, and some closed threads. */
  fill(channel: DiscordChannel, count: number): void {
    const end = Date.now() - 86_400_000;
    for (let i = 0; i < count; i++) {
      const at = end - (count - i) * 60_000;
      this.#guild.post(channel, this.#pick(this.#people)!, this.#text(), { at, quiet: true });
      if (i % 500 !== 0) continue;
      const by = this.#pick(this.#people)!;
      const thread = this.#guild.addThread(channel, { name: `thread ${i}`, by, archived: true });
      for (let j = 0; j < 5; j++)
        this.#guild.post(thread, by, this.#text(), { at: at + j * 1_000, quiet: true });
    }
  }

  #thread(by: DiscordMember): DiscordChannel {
    if (this.#threads.length < THREADS)
      this.#threads.push(this.#guild.createThread(this.#pick(this.#channels)!, { name: 'thread', by }));
    return this.#pick(this.#threads)!;
  }

  #text(): string {
    return `${this.#pick(who)} ${this.#pick(does)}, ${this.#pick(ask)} No. ${++this.#texts}`;
  }

  #keep(posted: Posted): void {
    this.posted += 1;
    this.#recent.push(posted);
    if (this.#recent.length > RECENT) this.#recent.shift();
  }

  #forget(posted: Posted): Posted {
    this.#recent.splice(this.#recent.indexOf(posted), 1);
    return posted;
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
