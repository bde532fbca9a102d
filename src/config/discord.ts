export interface DiscordConfig {
  token: string;
  /** Discord's REST API, ending in `/api`; Discord itself where it is left out. */
  apiUrl?: string;
  /** Whether commands are registered once for all servers, or in each server, where changes show at once. */
  commands: 'global' | 'server';
  /** Connections to Discord: as many as it advises, or so many processes; one where it is left out. */
  shards?: 'auto' | number;
}

type Settings = Partial<Record<`DISCORD_${'TOKEN' | 'API_URL' | 'COMMANDS' | 'SHARDS'}`, string>>;

/** The Discord part of the settings, or nothing where Discord is not set up. */
export function discordConfig(s: Settings): DiscordConfig | undefined {
  if (!s.DISCORD_TOKEN) return undefined;
  const shards = s.DISCORD_SHARDS;
  return {
    token: s.DISCORD_TOKEN,
    ...(s.DISCORD_API_URL && { apiUrl: s.DISCORD_API_URL.replace(/\/+$/, '') }),
    commands: s.DISCORD_COMMANDS === 'server' ? 'server' : 'global',
    ...(shards && { shards: shards === 'auto' ? shards : Number(shards) }),
  };
}
