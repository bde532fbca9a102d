import type { DiscordGuild } from '../../test/fakes/discord/guild.ts';
import type { DiscordChannel, DiscordMember, Posted } from '../../test/fakes/discord/model.ts';
import { Chatter as Talk } from '../live/chatter.ts';

/** Threads that are open at a time. */
const THREADS = 20;
const PREVIEW = { title: 'A page', description: 'Preview' };

/** The people of a Discord server, talking; they open threads, too. */
export class Chatter extends Talk<Posted> {
  readonly #guild: DiscordGuild;
  readonly #channels: readonly DiscordChannel[];
  readonly #people: readonly DiscordMember[];
  readonly #threads: DiscordChannel[] = [];

  constructor(
    guild: DiscordGuild,
    channels: readonly DiscordChannel[],
    people: readonly DiscordMember[],
    seed = 1,
  ) {
    super(seed);
    this.#guild = guild;
    this.#channels = channels;
    this.#people = people;
  }

  protected post = () => this.#guild.post(this.pick(this.#channels)!, this.#person(), this.text());
  protected readonly habits = [
    { share: 0.1, act: (target: Posted) => this.#guild.reply(target, this.#person(), this.text()) },
    { share: 0.03, act: () => this.#guild.post(this.#thread(), this.#person(), this.text()) },
    { share: 0.04, act: (target: Posted) => void this.#guild.edit(target, `${this.text()} (edited)`) },
    { share: 0.01, act: (target: Posted) => void this.#guild.unfurl(target, PREVIEW) },
    { share: 0.03, act: (target: Posted) => void this.#guild.delete(this.forget(target)) },
    { share: 0.01, act: (target: Posted) => void this.#deleteSome(target) },
  ];

  /** Fills a channel with messages from before the bot came, one every minute, and some closed threads. */
  fill(channel: DiscordChannel, count: number): void {
    const end = Date.now() - 86_400_000;
    for (let i = 0; i < count; i++) {
      const at = end - (count - i) * 60_000;
      this.#guild.post(channel, this.#person(), this.text(), { at, quiet: true });
      if (i % 500 !== 0) continue;
      const by = this.#person();
      const thread = this.#guild.addThread(channel, { name: `thread ${i}`, by, archived: true });
      for (let j = 0; j < 5; j++)
        this.#guild.post(thread, by, this.text(), { at: at + j * 1_000, quiet: true });
    }
  }

  #deleteSome({ channel }: Posted): void {
    const together = this.recent.filter((one) => one.channel === channel).slice(0, 3);
    this.#guild.deleteBulk(
      channel,
      together.map((one) => this.forget(one).id),
    );
  }

  #thread(): DiscordChannel {
    if (this.#threads.length < THREADS)
      this.#threads.push(
        this.#guild.createThread(this.pick(this.#channels)!, { name: 'thread', by: this.#person() }),
      );
    return this.pick(this.#threads)!;
  }

  #person(): DiscordMember {
    return this.pick(this.#people)!;
  }
}
