import type { Reply } from '../../src/commands/reply.ts';
import { HubbubError } from '../../src/errors.ts';
import type { Place, Posted } from '../adapter.ts';
import { insist, postOnce } from '../persistence.ts';
import { failureOf } from './patience.ts';
import { sendReply } from './pictures.ts';
import { explain, platformError } from './refusal.ts';
import type { SlackWorkspace } from './workspace.ts';

/** Names what we posted, for us to find it again; people do not see it. */
const EVENT = 'hubbub_post';
/** Slack's clock may be behind ours by so much, in milliseconds. */
const SKEW = 60_000;
const GONE = new Set(['message_not_found', 'channel_not_found', 'is_archived', 'not_in_channel']);

/** What the bot says unasked in one workspace: it calls nobody and unfurls nothing. */
export class Posts {
  readonly #slack: SlackWorkspace;
  readonly #signal: AbortSignal;

  constructor(slack: SlackWorkspace, signal: AbortSignal) {
    this.#slack = slack;
    this.#signal = signal;
  }

  /** @throws UnclearPost where it may be there or not, HubbubError where it is not. */
  async post(place: Place, reply: Reply, key: string): Promise<Posted> {
    const since = Date.now();
    const { client, key: workspace } = this.#slack;
    const send = () =>
      sendReply(this.#slack, reply, async (message) => {
        const { channel, ts } = await client.chat.postMessage({
          // An author id opens the direct conversation with that person.
          channel: 'channel' in place ? place.channel : place.person,
          ...message,
          ...quietly,
          metadata: { event_type: EVENT, event_payload: { key } },
        });
        return { workspace, channel: channel!, id: ts! };
      });
    const find = async () => {
      const found = await this.#find(place, key, since);
      return found === 'unknown' ? undefined : found;
    };
    return this.#explained('posting', () =>
      postOnce(send, { ...('channel' in place && { find }), failure: failureOf, signal: this.#signal }),
    );
  }

  /** Direct conversations stay unread, our own posts there included: the app has no scope for them. */
  find(place: Place, key: string, since: number): Promise<Posted | 'unknown' | undefined> {
    return this.#explained('looking for a post', () => this.#insist(() => this.#find(place, key, since)));
  }

  async revise({ channel, id }: Posted, reply: Reply): Promise<void> {
    await this.#unlessGone('changing a post', () =>
      sendReply(this.#slack, reply, (message) =>
        this.#slack.client.chat.update({ channel, ts: id, ...message, link_names: false, parse: 'none' }),
      ),
    );
  }

  async withdraw({ channel, id }: Posted): Promise<void> {
    await this.#unlessGone('taking a post away', () => this.#slack.client.chat.delete({ channel, ts: id }));
  }

  async #find(place: Place, key: string, since: number): Promise<Posted | 'unknown' | undefined> {
    if ('person' in place) return 'unknown';
    const { client, key: workspace } = this.#slack;
    let cursor: string | undefined;
    do {
      const page = await client.conversations.history({
        channel: place.channel,
        oldest: ((since - SKEW) / 1000).toFixed(6),
        include_all_metadata: true,
        limit: 200,
        ...(cursor && { cursor }),
      });
      const found = page.messages?.find(
        ({ metadata }) =>
          metadata?.event_type === EVENT && (metadata.event_payload as { key?: string })?.key === key,
      );
      if (found?.ts) return { workspace, channel: place.channel, id: found.ts };
      cursor = page.response_metadata?.next_cursor;
    } while (cursor);
    return undefined;
  }

  async #unlessGone(doing: string, call: () => Promise<unknown>): Promise<void> {
    await this.#explained(doing, async () => {
      try {
        await this.#insist(call);
      } catch (error) {
        if (!GONE.has(platformError(error) ?? '')) throw error;
      }
    });
  }

  #insist<T>(call: () => Promise<T>): Promise<T> {
    return insist(call, { failure: failureOf, signal: this.#signal });
  }

  async #explained<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof HubbubError ? error : explain(error, `${doing} in ${this.#slack.name}`);
    }
  }
}

const quietly = {
  unfurl_links: false,
  unfurl_media: false,
  link_names: false,
  parse: 'none',
} as const;
