import { HubbubError } from '../errors.ts';

export interface DiscordConfig {
  token: string;
  /** Discord's REST API, ending in `/api`; Discord itself where it is left out. */
  apiUrl?: string;
  /** Whether commands are registered once for all servers, or in each server, where changes show at once. */
  commands: 'global' | 'server';
  /** Processes to share the work: as many as Discord advises, or so many; this one does it all where it is left out. */
  shards?: 'auto' | number;
}

type Settings = Partial<
  Record<`DISCORD_${'TOKEN' | 'API_URL' | 'COMMANDS' | 'SHARDS'}` | 'DATABASE_URL', string>
>;

/**
 * The Discord part of the settings, or nothing where Discord is not set up.
 *
 * @throws HubbubError where several processes would need the database of one.
 */
export function discordConfig(s: Settings): DiscordConfig | undefined {
  if (!s.DISCORD_TOKEN) return undefined;
  const shards = s.DISCORD_SHARDS;
  if (shards && !s.DATABASE_URL)
    throw new HubbubError(
      'DISCORD_SHARDS asks for several processes, but the embedded database is for one.',
      'Set DATABASE_URL to a PostgreSQL server, or unset DISCORD_SHARDS: one process serves any number of servers, too.',
    );
  return {
    token: s.DISCORD_TOKEN,
    ...(s.DISCORD_API_URL && { apiUrl: s.DISCORD_API_URL.replace(/\/+$/, '') }),
    commands: s.DISCORD_COMMANDS === 'server' ? 'server' : 'global',
    ...(shards && { shards: shards === 'auto' ? shards : Number(shards) }),
  };
}
