import { createHash } from 'node:crypto';
import {
  type APIDMChannel,
  type APIMessage,
  type Client,
  ComponentType,
  DiscordAPIError,
  type RawFile,
  type REST,
  RESTJSONErrorCodes,
  Routes,
  SnowflakeUtil,
} from 'discord.js';
import type { Reply } from '../../src/commands/reply.ts';
import { HubbubError } from '../../src/errors.ts';
import type { Place, Posted } from '../adapter.ts';
import { insist, postOnce } from '../persistence.ts';
import type { Buttons } from './buttons.ts';
import { failureOf } from './patience.ts';
import { explain } from './refusal.ts';
import { type DiscordReply, renderReply } from './render.ts';

/** Discord's clock may be behind ours by so much, in milliseconds. */
const SKEW = 60_000;
const PAGE = 100;
const GONE = new Set<number | string>([RESTJSONErrorCodes.UnknownMessage, RESTJSONErrorCodes.UnknownChannel]);

/** What the bot says unasked: it calls nobody. */
export class Posts {
  readonly #client: Client;
  readonly #rest: REST;
  readonly #buttons: Buttons;
  readonly #signal: AbortSignal;

  /** @param rest rejects calls over the rate limit instead of waiting */
  constructor(parts: { client: Client; rest: REST; buttons: Buttons; signal: AbortSignal }) {
    this.#client = parts.client;
    this.#rest = parts.rest;
    this.#buttons = parts.buttons;
    this.#signal = parts.signal;
  }

  /** @throws UnclearPost where it may be there or not, HubbubError where it is not. */
  async post(place: Place, reply: Reply, key: string): Promise<Posted> {
    const since = Date.now();
    return explained('posting', () =>
      postOnce(
        async () => {
          const channel = await this.#channelOf(place);
          const sent = await withPictures(reply, (reply) => {
            const { body, files } = this.#message(reply, key);
            // Within some minutes Discord itself answers the same nonce with the message that is there already.
            const nonced = { ...body, nonce: nonceOf(key), enforce_nonce: true };
            return this.#rest.post(Routes.channelMessages(channel), { body: nonced, files });
          });
          return { workspace: place.workspace, channel, id: (sent as APIMessage).id };
        },
        { find: () => this.#find(place, key, since), failure: failureOf, signal: this.#signal },
      ),
    );
  }

  find(place: Place, key: string, since: number): Promise<Posted | undefined> {
    return explained('looking for a post', () => this.#insist(() => this.#find(place, key, since)));
  }

  /** @param key as it was posted under, so that it can be found for as long as it is there */
  async revise({ channel, id }: Posted, reply: Reply): Promise<void> {
    await this.#unlessGone('changing a post', () =>
      withPictures(reply, (reply) =>
        this.#rest.patch(Routes.channelMessage(channel, id), this.#message(reply)),
      ),
    );
  }

  async withdraw({ channel, id }: Posted): Promise<void> {
    await this.#unlessGone('taking a post away', () => this.#rest.delete(Routes.channelMessage(channel, id)));
  }

  async #channelOf(place: Place): Promise<string> {
    if ('channel' in place) return place.channel;
    const opened = await this.#rest.post(Routes.userChannels(), { body: { recipient_id: place.person } });
    return (opened as APIDMChannel).id;
  }

  async #find(place: Place, key: string, since: number): Promise<Posted | undefined> {
    const channel = await this.#channelOf(place);
    let after = String(SnowflakeUtil.generate({ timestamp: since - SKEW }));
    for (;;) {
      const query = new URLSearchParams({ after, limit: String(PAGE) });
      const page = (await this.#rest.get(Routes.channelMessages(channel), { query })) as APIMessage[];
      const found = page.find(
        ({ author, components }) =>
          author.id === this.#client.user?.id && components?.some(({ id }) => id === markOf(key)),
      );
      if (found) return { workspace: place.workspace, channel, id: found.id };
      if (page.length < PAGE) return undefined;
      after = page.map(({ id }) => id).reduce((a, b) => (BigInt(a) > BigInt(b) ? a : b));
    }
  }

  #message(reply: Reply, key?: string): { body: object; files: RawFile[] } {
    const { components, flags, files, attachments }: DiscordReply = renderReply(reply, this.#buttons);
    const marked = components.map((one) =>
      key && one.type === ComponentType.Container ? { ...one, id: markOf(key) } : one,
    );
    return {
      body: { components: marked, flags, attachments, allowed_mentions: { parse: [] } },
      files: files.map(({ attachment, name }) => ({ data: attachment, name })),
    };
  }

  async #unlessGone(doing: string, call: () => Promise<unknown>): Promise<void> {
    await explained(doing, async () => {
      try {
        await this.#insist(call);
      } catch (error) {
        if (!(error instanceof DiscordAPIError && GONE.has(error.code))) throw error;
      }
    });
  }

  #insist<T>(call: () => Promise<T>): Promise<T> {
    return insist(call, { failure: failureOf, signal: this.#signal });
  }
}

/** A picture takes a permission of its own, Attach Files: where that is missing, the rest is said without it. */
async function withPictures<T>(reply: Reply, send: (reply: Reply) => Promise<T>): Promise<T> {
  try {
    return await send(reply);
  } catch (error) {
    const bare = { ...reply, parts: reply.parts.filter(({ kind }) => kind !== 'picture') };
    const refused = error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.MissingPermissions;
    if (!refused || bare.parts.length === reply.parts.length) throw error;
    return send(bare);
  }
}

const hashOf = (key: string) => createHash('sha256').update(key).digest();
/** Discord takes no longer ones. */
const nonceOf = (key: string): string => hashOf(key).toString('base64url').slice(0, 25);
/** Components may carry a number, which Discord keeps: of all that survives in a message, people see it least. */
const markOf = (key: string): number => (hashOf(key).readUInt32BE() >>> 1) | (1 << 20);

async function explained<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof HubbubError ? error : explain(error, doing);
  }
}
