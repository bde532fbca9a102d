import { DiscordAPIError, type GuildMember, type NonThreadGuildBasedChannel, Routes } from 'discord.js';
import type { Viewer } from '../../src/viewer.ts';
import { managesThreads, mayRead, readableChannels } from './channels.ts';
import type { Log } from './clients.ts';
import { workspaceOf } from './convert.ts';

/** How long it is remembered who is in a private thread, in milliseconds. */
const FRESH = 30_000;
const UNKNOWN_MEMBER = 10007;

/**
 * Who may see what: of the channels that the bot may read, those that the person may, by the roles that came with what
 * they just did; of private threads those that they are in or manage. What Discord does not answer is not allowed.
 */
export class Viewers {
  /** Private threads that messages were read from, with their channels, by guild. */
  readonly #threads = new Map<string, Map<string, string>>();
  readonly #members = new Map<string, { at: number; inside: Promise<boolean> }>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** A private thread is there: its readers have to be asked for one by one. */
  note(guildId: string, thread: { id: string }, parentId: string): void {
    const threads = this.#threads.get(guildId) ?? new Map<string, string>();
    this.#threads.set(guildId, threads.set(thread.id, parentId));
  }

  forget(guildId: string, threadId: string): void {
    this.#threads.get(guildId)?.delete(threadId);
  }

  /**
   * @param member as it came with an interaction, never from a cache
   * @param mayCurate whether they may change topics, which Discord has decided by who may use the command
   */
  async viewer(member: GuildMember, { mayCurate }: { mayCurate: boolean }): Promise<Viewer> {
    const visible = readableChannels(member.guild).filter((channel) => mayRead(channel, member));
    const threads = await this.#threadsOf(member, new Map(visible.map((channel) => [channel.id, channel])));
    return {
      workspace: workspaceOf(member.guild),
      channels: new Set([...visible.map(({ id }) => id), ...threads]),
      author: member.id,
      mayCurate,
    };
  }

  async #threadsOf(
    member: GuildMember,
    visible: ReadonlyMap<string, NonThreadGuildBasedChannel>,
  ): Promise<string[]> {
    const threads = [...(this.#threads.get(member.guild.id) ?? [])];
    const allowed = await Promise.all(
      threads.map(async ([id, parentId]) => {
        const parent = visible.get(parentId);
        if (!parent) return [];
        return managesThreads(parent, member) || (await this.#isIn(id, member)) ? [id] : [];
      }),
    );
    return allowed.flat();
  }

  async #isIn(thread: string, member: GuildMember): Promise<boolean> {
    const key = `${thread} ${member.id}`;
    const known = this.#members.get(key);
    if (known && Date.now() - known.at < FRESH) return known.inside;
    const inside = this.#ask(thread, member);
    this.#members.set(key, { at: Date.now(), inside });
    setTimeout(() => this.#members.delete(key), FRESH).unref();
    return inside;
  }

  /** Whatever goes wrong, the answer is no. */
  async #ask(thread: string, { id, client }: GuildMember): Promise<boolean> {
    try {
      await client.rest.get(Routes.threadMembers(thread, id));
      return true;
    } catch (error) {
      if (!(error instanceof DiscordAPIError && error.code === UNKNOWN_MEMBER))
        this.#log(
          `Discord: it does not say who is in the private thread ${thread}, so it is not shown: ${error}`,
        );
      return false;
    }
  }
}
