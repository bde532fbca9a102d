import type { DiscordGuild } from '../../test/fakes/discord/guild.ts';
import { type Comparison, compareStore as compare } from '../live/compare.ts';

/** Opens the store of a bot that has ended, and holds what people said against Discord's truth. */
export const compareStore = (
  where: Parameters<typeof compare>[0],
  guild: DiscordGuild,
): Promise<Comparison> =>
  compare(
    where,
    `discord:${guild.id}`,
    guild.truth().filter(({ by }) => by === 'person'),
  );
