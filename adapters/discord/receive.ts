import {
  type Client,
  Events,
  GatewayDispatchEvents,
  type GatewayDispatchPayload,
  type Guild,
  type GuildBasedChannel,
  type REST,
  Routes,
} from 'discord.js';
import type { Host } from '../adapter.ts';
import { placeIn } from './channels.ts';
import { type Converter, type Raw, workspaceOf } from './convert.ts';
import { patiently } from './patience.ts';

/**
 * Has what happens in guilds told to the host. It listens to Discord's own events rather than those of the SDK, which
 * holds back changes of messages that it does not remember.
 */
export class Receiver {
  readonly #client: Client;
  readonly #reader: REST;
  readonly #converter: Converter;
  readonly #host: Host;
  readonly #signal: AbortSignal;
  /** Channels that are being asked for: the SDK does not know them. */
  readonly #asked = new Map<string, Promise<GuildBasedChannel | undefined>>();
  readonly #track: (work: Promise<unknown>) => void;

  constructor(options: {
    client: Client;
    reader: REST;
    converter: Converter;
    host: Host;
    signal: AbortSignal;
    /** Is told of all work that a stop waits for, and of what fails. */
    track(work: Promise<unknown>): void;
  }) {
    this.#client = options.client;
    this.#reader = options.reader;
    this.#converter = options.converter;
    this.#host = options.host;
    this.#signal = options.signal;
    this.#track = options.track;
    this.#client.on(Events.Raw, (packet: GatewayDispatchPayload) => this.#receive(packet));
  }

  #receive({ t, d }: GatewayDispatchPayload): void {
    switch (t) {
      case GatewayDispatchEvents.MessageCreate:
      case GatewayDispatchEvents.MessageUpdate:
        this.#in(d, (guild, channel) => this.#message(guild, channel, d as unknown as Raw));
        break;
      case GatewayDispatchEvents.MessageDelete:
        this.#in(d, (guild) => this.#host.remove(workspaceOf(guild), [d.id]));
        break;
      case GatewayDispatchEvents.MessageDeleteBulk:
        this.#in(d, (guild) => this.#host.remove(workspaceOf(guild), d.ids));
        break;
    }
  }

  /** Does `work` with the channel of an event, at once where it is known; the order within a channel is kept. Direct messages have no guild. */
  #in(
    { guild_id, channel_id }: { guild_id?: string; channel_id: string },
    work: (guild: Guild, channel: GuildBasedChannel) => Promise<void> | undefined,
  ): void {
    const guild = guild_id && this.#client.guilds.cache.get(guild_id);
    if (!guild) return;
    const known = guild.channels.cache.get(channel_id);
    const waiting = this.#asked.get(channel_id);
    if (known && !waiting) this.#track(Promise.resolve(work(guild, known)));
    else
      this.#track(
        (waiting ?? this.#ask(guild, channel_id)).then((channel) => channel && work(guild, channel)),
      );
  }

  #message(guild: Guild, channel: GuildBasedChannel, raw: Raw): Promise<void> | undefined {
    const place = placeIn(channel);
    if (!place) return undefined;
    // An update may carry nothing but what has changed.
    if (!raw.author || raw.content === undefined) return this.#whole(guild, channel, raw.id);
    const message = this.#converter.convert(guild, place, raw);
    return message && this.#host.receive(message);
  }

  async #whole(guild: Guild, channel: GuildBasedChannel, id: string): Promise<void> {
    const route = Routes.channelMessage(channel.id, id);
    const signal = this.#signal;
    const raw = (await patiently(() => this.#reader.get(route, { signal }), signal)) as Raw;
    await this.#message(guild, channel, raw);
  }

  /** Such as a thread that was opened again. */
  #ask(guild: Guild, id: string): Promise<GuildBasedChannel | undefined> {
    const asked = guild.channels.fetch(id).then((channel) => channel ?? undefined);
    this.#asked.set(id, asked);
    const done = () => this.#asked.delete(id);
    asked.then(done, done);
    return asked;
  }
}
