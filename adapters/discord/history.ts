import {
  type AnyThreadChannel,
  type Guild,
  type NonThreadGuildBasedChannel,
  type REST,
  Routes,
  SnowflakeUtil,
} from 'discord.js';
import { type ChannelSource, FAR_FUTURE, type HistoryPage } from '../adapter.ts';
import { placeIn } from './channels.ts';
import { type Converter, type Raw, workspaceOf } from './convert.ts';
import { patiently } from './patience.ts';
import type { People } from './people.ts';
import { explain } from './refusal.ts';
import { type DiscordPlace, placeOf } from './to-message.ts';

/** Discord gives no more at once. */
const PAGE = 100;

/** A thread that is closed: what is in the archive lists, in Discord's JSON. */
export interface ArchivedThread {
  id: string;
  type: number;
  name: string;
  last_message_id?: string | null;
}

/** Reads channels and threads backwards, as fast as Discord allows. */
export class History {
  readonly #reader: REST;
  readonly #converter: Converter;
  readonly #people: People;

  constructor(reader: REST, converter: Converter, people: People) {
    this.#reader = reader;
    this.#converter = converter;
    this.#people = people;
  }

  /** A channel without its threads, or one open thread. */
  source(channel: NonThreadGuildBasedChannel | AnyThreadChannel): ChannelSource {
    const place = placeIn(channel)!;
    return this.#source(channel.guild, channel.id, channel.name, place);
  }

  /** A thread that nobody has written in since its last message: it is read once. */
  archived(parent: NonThreadGuildBasedChannel, thread: ArchivedThread): ChannelSource {
    const place = placeOf({ ...thread, parentId: parent.id, parentName: parent.name })!;
    const newest = thread.last_message_id ? SnowflakeUtil.timestampFrom(thread.last_message_id) : 0;
    return { ...this.#source(parent.guild, thread.id, thread.name, place), newest };
  }

  #source(guild: Guild, id: string, name: string, place: DiscordPlace): ChannelSource {
    return {
      workspace: workspaceOf(guild),
      channel: place.channel,
      ...(place.threadId ? { threadId: place.threadId } : { threadsApart: true }),
      name: `#${name}`,
      pages: (range, signal) => this.#pages(guild, id, name, place, range, signal),
    };
  }

  async *#pages(
    guild: Guild,
    id: string,
    name: string,
    place: DiscordPlace,
    { after = 0, before }: { after?: number; before?: number },
    signal: AbortSignal,
  ): AsyncGenerator<HistoryPage> {
    let upTo = String(
      SnowflakeUtil.generate({
        timestamp: (before ?? FAR_FUTURE) + 1,
        increment: 0n,
        workerId: 0n,
        processId: 0n,
      }),
    );
    for (;;) {
      const query = new URLSearchParams({ limit: String(PAGE), before: upTo });
      const page = await this.#get(Routes.channelMessages(id), query, name, signal);
      const found = page.filter((m) => Date.parse(m.timestamp) >= after);
      await this.#people.learn(guild, found, signal);
      const messages = found.flatMap((m) => this.#converter.convert(guild, place, m) ?? []);
      const last = page.at(-1);
      yield { messages, reachedBackTo: Math.max(after, last ? SnowflakeUtil.timestampFrom(last.id) : 0) };
      if (!last || page.length < PAGE || found.length < page.length) return;
      upTo = last.id;
    }
  }

  async #get(route: `/${string}`, query: URLSearchParams, name: string, signal: AbortSignal): Promise<Raw[]> {
    try {
      return (await patiently(() => this.#reader.get(route, { query, signal }), signal)) as Raw[];
    } catch (error) {
      throw explain(error, `reading #${name}`);
    }
  }
}
