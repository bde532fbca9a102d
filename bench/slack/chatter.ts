import type { Posted, SlackChannel, SlackUser } from '../../test/fakes/slack/model.ts';
import type { SlackTeam } from '../../test/fakes/slack/team.ts';
import { Chatter as Talk } from '../live/chatter.ts';

const PREVIEW = { title: 'A page', text: 'Preview', from_url: 'https://example.com' };

/** The people of a Slack workspace, talking. */
export class Chatter extends Talk<Posted> {
  readonly #team: SlackTeam;
  readonly #channels: readonly SlackChannel[];
  readonly #people: readonly SlackUser[];

  constructor(team: SlackTeam, channels: readonly SlackChannel[], people: readonly SlackUser[], seed = 1) {
    super(seed);
    this.#team = team;
    this.#channels = channels;
    this.#people = people;
  }

  protected post = () => this.#team.post(this.pick(this.#channels)!, this.#person(), this.text());
  protected readonly habits = [
    { share: 0.12, act: (target: Posted) => this.#team.reply(target, this.#person(), this.text()) },
    { share: 0.04, act: (target: Posted) => void this.#team.edit(target, `${this.text()} (edited)`) },
    { share: 0.01, act: (target: Posted) => void this.#team.unfurl(target, PREVIEW) },
    { share: 0.03, act: (target: Posted) => void this.#team.delete(this.forget(target)) },
  ];

  /** Fills a channel with messages from before the bot came, one every minute. */
  fill(channel: SlackChannel, count: number): void {
    const end = Date.now() - 86_400_000;
    for (let i = 0; i < count; i++) {
      const at = end - (count - i) * 60_000;
      const posted = this.#team.post(channel, this.#person(), this.text(), { at, quiet: true });
      if (i % 50 === 0)
        this.#team.reply(posted, this.#person(), this.text(), { at: at + 30_000, quiet: true });
    }
  }

  #person(): SlackUser {
    return this.pick(this.#people)!;
  }
}
