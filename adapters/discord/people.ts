import type { Guild } from 'discord.js';
import type { Raw } from './convert.ts';

/** How long Discord may take to name people, in milliseconds. */
const PATIENCE = 10_000;
/** Discord names so many people at once. */
const MOST = 100;

/**
 * Learns nicknames of people whom history names by their accounts only. Events carry nicknames; a message is to read
 * the same whichever way it came.
 */
export class People {
  /** Who has left a guild, or never was in it: nothing is to be learned of them. */
  readonly #strangers = new Map<string, Set<string>>();

  /** Has the guild's members that these messages name in the SDK's cache, as far as there are any. */
  async learn(guild: Guild, messages: readonly Raw[], signal: AbortSignal): Promise<void> {
    const strangers = this.#strangers.get(guild.id) ?? new Set();
    this.#strangers.set(guild.id, strangers);
    const named = messages.flatMap(({ author, mentions, webhook_id }) => [
      ...(webhook_id ? [] : [author]),
      ...mentions,
    ]);
    const ids = [...new Set(named.map(({ id }) => id))];
    const unknown = ids.filter((id) => !guild.members.cache.has(id) && !strangers.has(id));
    for (let i = 0; i < unknown.length && !signal.aborted; i += MOST) {
      const user = unknown.slice(i, i + MOST);
      // Over the Gateway: a hundred for one request. Who cannot be named now goes by the name of their account.
      const found = await guild.members.fetch({ user, time: PATIENCE }).catch(() => undefined);
      if (found) for (const id of user) if (!found.has(id)) strangers.add(id);
    }
  }
}
