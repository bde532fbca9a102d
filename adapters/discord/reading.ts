import {
  type AnyThreadChannel,
  ChannelType,
  type Client,
  DiscordAPIError,
  Events,
  GatewayDispatchEvents,
  type GatewayDispatchPayload,
  type Guild,
  type NonThreadGuildBasedChannel,
  type REST,
  Routes,
} from 'discord.js';
import type { Host } from '../adapter.ts';
import { archivedThreads } from './archives.ts';
import { hasThreads, isWrittenIn, openThreads, readableChannels } from './channels.ts';
import { workspaceOf } from './convert.ts';
import type { History } from './history.ts';
import { patiently } from './patience.ts';
import { explain } from './refusal.ts';
import type { Viewers } from './viewers.ts';

const UNKNOWN_CHANNEL = 10003;

export interface ReadingOptions {
  client: Client;
  reader: REST;
  history: History;
  viewers: Viewers;
  host: Host;
  signal: AbortSignal;
  track(work: Promise<unknown>): void;
}

/** Sees to it that what is missing of each server is read: at the start, after a lost session, and where the bot gets access. */
export class Reading {
  readonly #options: ReadingOptions;
  /** Ids of the channels that were asked to be read, by server. */
  readonly #asked = new Map<string, Set<string>>();

  constructor(options: ReadingOptions) {
    this.#options = options;
    const { client, viewers } = options;
    // A new session begins with every server becoming available: what was said before that was missed.
    client.on(Events.GuildAvailable, (guild) => this.#all(guild));
    client.on(Events.GuildCreate, (guild) => this.#all(guild));
    client.on(Events.ThreadCreate, (thread) => this.#thread(thread));
    client.on(Events.ThreadUpdate, (before, after) => {
      if (before.archived && !after.archived) this.#thread(after);
    });
    client.on(Events.ThreadListSync, (threads) => {
      for (const thread of threads.values()) this.#thread(thread);
    });
    // The SDK tells of those only that it remembers, which closed threads are not.
    client.on(Events.Raw, ({ t, d }: GatewayDispatchPayload) => {
      if (t === GatewayDispatchEvents.ThreadDelete)
        options.track(this.#gone(d.guild_id, d.id, { threadId: d.id }));
      if (t === GatewayDispatchEvents.ChannelDelete && 'guild_id' in d)
        options.track(this.#gone(d.guild_id!, d.id, { channel: d.id }));
    });
    client.on(Events.ThreadMembersUpdate, (_, removed, { guild, id }) => {
      if (removed.has(client.user!.id)) viewers.forget(guild.id, id);
    });
    client.on(Events.ChannelCreate, ({ guild }) => this.#new(guild));
    client.on(Events.ChannelUpdate, (_, after) => {
      if (!after.isDMBased()) this.#new(after.guild);
    });
    client.on(Events.GuildRoleUpdate, (_, { guild }) => this.#new(guild));
    client.on(Events.GuildMemberUpdate, (_, member) => {
      if (member.id === client.user!.id) this.#new(member.guild);
    });
  }

  /** At once, before events of after the gap arrive; closed threads when Discord has listed them. */
  #all(guild: Guild): void {
    this.#asked.set(guild.id, new Set());
    this.#new(guild);
  }

  /** Channels that were not asked for yet: the bot has been let into them. */
  #new(guild: Guild): void {
    const asked = this.#asked.get(guild.id);
    if (!asked) return;
    const readable = readableChannels(guild);
    const added = readable.filter(({ id }) => !asked.has(id));
    asked.clear();
    for (const { id } of readable) asked.add(id);
    const { host, history, track } = this.#options;
    for (const channel of added) if (isWrittenIn(channel)) host.catchUp(history.source(channel));
    const ids = new Set(added.map(({ id }) => id));
    for (const thread of openThreads(guild)) if (ids.has(thread.parentId!)) this.#thread(thread);
    if (added.length > 0) track(this.#closed(added.filter(hasThreads)));
  }

  #thread(thread: AnyThreadChannel): void {
    const { host, history, viewers } = this.#options;
    if (!thread.parent || !this.#asked.get(thread.guild.id)?.has(thread.parent.id)) return;
    if (thread.type === ChannelType.PrivateThread) viewers.note(thread.guild.id, thread, thread.parent.id);
    host.catchUp(history.source(thread));
  }

  /** Deleted, or only hidden from the bot: then its messages are shown to nobody, but kept. */
  async #gone(guild: string, id: string, place: { channel: string } | { threadId: string }): Promise<void> {
    const { host, viewers, reader, signal } = this.#options;
    viewers.forget(guild, id);
    try {
      await patiently(() => reader.get(Routes.channel(id), { signal }), signal);
    } catch (error) {
      if (error instanceof DiscordAPIError && error.code === UNKNOWN_CHANNEL)
        await host.removeAll(workspaceOf({ id: guild }), place);
    }
  }

  async #closed(channels: readonly NonThreadGuildBasedChannel[]): Promise<void> {
    const { host, history, viewers, reader, signal } = this.#options;
    for (const channel of channels)
      try {
        for await (const thread of archivedThreads(reader, channel, signal)) {
          if (thread.type === ChannelType.PrivateThread) viewers.note(channel.guild.id, thread, channel.id);
          host.catchUp(history.archived(channel, thread));
        }
      } catch (error) {
        if (signal.aborted) return;
        throw explain(error, `listing the closed threads of #${channel.name}`);
      }
  }
}
