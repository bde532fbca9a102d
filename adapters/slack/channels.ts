import type { webApi } from '@slack/bolt';

export interface SlackChannel {
  id: string;
  name: string;
  isPrivate: boolean;
}

/** How long a list of the bot's channels is trusted, in milliseconds; events tell most changes at once. */
const FRESH = 2 * 60_000;

/** The channels that the bot is in: what it reads, and the most that anybody is shown. Direct messages are never among them. */
export class Channels {
  readonly #client: webApi.WebClient;
  #known = new Map<string, SlackChannel>();
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  readonly #adding = new Map<string, Promise<SlackChannel | undefined>>();
  #changes = 0;

  constructor(client: webApi.WebClient) {
    this.#client = client;
  }

  /** As last known. */
  get all(): SlackChannel[] {
    return [...this.#known.values()];
  }

  get(id: string): SlackChannel | undefined {
    return this.#known.get(id);
  }

  /** The list, read anew where it is too old. */
  async current(): Promise<SlackChannel[]> {
    if (Date.now() - this.#readAt > FRESH) await this.read();
    return this.all;
  }

  /** Reads the list anew. */
  read(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** A channel that is not known yet: the bot may have come into it. */
  add(id: string): Promise<SlackChannel | undefined> {
    let adding = this.#adding.get(id);
    if (!adding) {
      adding = this.#add(id).finally(() => this.#adding.delete(id));
      this.#adding.set(id, adding);
    }
    return adding;
  }

  async #add(id: string): Promise<SlackChannel | undefined> {
    const { channel } = await this.#client.conversations.info({ channel: id });
    const found = channel && describe(channel);
    // What was said there while the bot was in it may still be on its way.
    if (!found || channel.is_member === false) return found;
    this.#changes++;
    this.#known.set(id, found);
    return found;
  }

  /** The bot is out of a channel, or the channel is no more. */
  remove(id: string): void {
    this.#changes++;
    this.#known.delete(id);
  }

  /** Something about the channels has changed: the list is read anew before it is next relied upon. */
  expire(): void {
    this.#changes++;
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  rename(id: string, name: string): void {
    const channel = this.#known.get(id);
    if (channel) this.#known.set(id, { ...channel, name });
  }

  async #read(): Promise<void> {
    const changes = this.#changes;
    const found = await conversationsOf(this.#client);
    this.#known = new Map(found.map((channel) => [channel.id, channel]));
    // What was told while the list was on its way may not be in it.
    this.#readAt = changes === this.#changes ? Date.now() : Number.NEGATIVE_INFINITY;
  }
}

/** The channels that somebody is in, as far as the bot may know; the bot's own where nobody is named. */
export async function conversationsOf(client: webApi.WebClient, user?: string): Promise<SlackChannel[]> {
  const found: SlackChannel[] = [];
  let cursor: string | undefined;
  do {
    const { channels, response_metadata } = await client.users.conversations({
      types: 'public_channel,private_channel',
      exclude_archived: false,
      limit: 999,
      ...(user && { user }),
      ...(cursor && { cursor }),
    });
    found.push(...(channels ?? []).flatMap((channel) => describe(channel) ?? []));
    cursor = response_metadata?.next_cursor;
  } while (cursor);
  return found;
}

interface Described {
  id?: string;
  name?: string;
  is_private?: boolean;
  is_im?: boolean;
  is_mpim?: boolean;
}

function describe({ id, name, is_private, is_im, is_mpim }: Described): SlackChannel | undefined {
  if (!id || is_im || is_mpim) return undefined;
  // What is not said to be public is taken for private.
  return { id, name: name ?? id, isPrivate: is_private !== false };
}
