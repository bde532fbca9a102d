import type { InteractionResponseType } from 'discord-api-types/v10';
import { until } from '../slack/until.ts';
import { flatten, type Sent, type SentMessage } from './components.ts';
import type { DiscordChannel, DiscordMember } from './model.ts';

/** A message that answers an interaction. */
export interface Shown extends SentMessage {
  id: string;
  ephemeral: boolean;
  /** “Hubbub is thinking …” */
  loading: boolean;
  /** How often it has been written. */
  revision: number;
}

export interface Modal {
  title: string;
  custom_id: string;
  components: Sent[];
}

/** Something a person asked of the app, and what came of it. */
export class Interaction {
  readonly id: string;
  readonly token: string;
  readonly what: string;
  readonly member: DiscordMember;
  readonly channel: DiscordChannel;
  readonly askedAt = performance.now();
  /** The kind of the first answer; none where the app did not answer in time. */
  answer: InteractionResponseType | undefined;
  /** What the person sees; for a button, first the message that it is in. */
  shown: Shown | undefined;
  modal: Modal | undefined;
  choices: { name: string; value: string }[] = [];
  /** Discord has told the person that the application did not respond. */
  failed = false;
  /** The person saw an error: milliseconds until the answer was there. */
  answeredMs: number | undefined;
  /** The message that the button is in, and how often it had been written. */
  readonly #before: { id?: string; revision: number };

  constructor(
    id: string,
    token: string,
    what: string,
    member: DiscordMember,
    channel: DiscordChannel,
    shown?: Shown,
  ) {
    this.id = id;
    this.token = token;
    this.what = what;
    this.member = member;
    this.channel = channel;
    this.shown = shown;
    this.#before = { id: shown?.id, revision: shown?.revision ?? 0 };
  }

  /** The answer, once it is there in full. */
  async reply(ms = 20_000): Promise<Shown> {
    const { id, revision } = this.#before;
    const isNews = (shown: Shown) => shown.id !== id || shown.revision > revision;
    const ready = () => (this.shown && !this.shown.loading && isNews(this.shown) ? this.shown : undefined);
    return until(ready, `${this.what} got no reply.`, ms);
  }

  /** All texts of the answer, line by line. */
  async text(ms?: number): Promise<string> {
    const { content, components } = await this.reply(ms);
    return [content, ...flatten(components ?? []).map((one) => one.content)].filter(Boolean).join('\n');
  }

  /** Labels of the buttons that can be pressed. */
  async buttons(): Promise<string[]> {
    const { components } = await this.reply();
    return flatten(components ?? []).flatMap((one) =>
      one.type === 2 && one.label && !one.disabled ? [one.label] : [],
    );
  }
}
