import type { Message } from '../../src/message.ts';
import type { SlackChannel } from './channels.ts';

/** An event is on its way for so long at most, in milliseconds, if all is well. */
const LATE = 60_000;

const subscriptionOf = ({ isPrivate }: SlackChannel) => (isPrivate ? 'message.groups' : 'message.channels');

/**
 * Notices which events Slack does not send: it tells nobody what an app is subscribed to, but messages that are read
 * again and were never told of give it away.
 */
export class Heard {
  readonly #onMissing: (subscription: string, channel: string) => void;
  readonly #settled = new Set<string>();
  readonly #from: number;

  /** @param from when listening began, in milliseconds since the epoch */
  constructor(onMissing: (subscription: string, channel: string) => void, from = Date.now()) {
    this.#onMissing = onMissing;
    this.#from = from;
  }

  /** An event has told of a message. */
  told(channel: SlackChannel): void {
    this.#settled.add(subscriptionOf(channel));
  }

  /** These messages were read. */
  read(channel: SlackChannel, messages: readonly Message[], now = Date.now()): void {
    const subscription = subscriptionOf(channel);
    if (this.#settled.has(subscription)) return;
    if (!messages.some(({ ts }) => ts > this.#from + LATE && ts < now - LATE)) return;
    this.#settled.add(subscription);
    this.#onMissing(subscription, channel.name);
  }
}
