import { type APIApplicationCommandOption, ApplicationCommandOptionType } from 'discord.js';
import type { Reply } from '../../src/commands/reply.ts';
import { commands, FIND_SIMILAR } from './registration.ts';

/** What people can ask, as the commands are registered: Discord has no place for the words of other platforms. */
export function discordHelp(): Reply {
  const entries = commands.flatMap((command) =>
    'options' in command || 'description' in command
      ? usageOf(`/${command.name}`, command.description ?? '', 'options' in command ? command.options : [])
      : [{ command: FIND_SIMILAR, does: 'The same for a message: under “Apps” in its menu' }],
  );
  return { heading: 'What you can ask', parts: [{ kind: 'usage', entries }], fallback: 'What you can ask' };
}

function usageOf(
  command: string,
  does: string,
  options: readonly APIApplicationCommandOption[] = [],
): { command: string; does: string }[] {
  const inside = options.filter((option) => option.type === ApplicationCommandOptionType.Subcommand);
  if (inside.length > 0)
    return inside.flatMap((sub) => usageOf(`${command} ${sub.name}`, sub.description, sub.options ?? []));
  const words = options.map(({ name, required }) =>
    required ? name.toUpperCase() : `[${name.toUpperCase()}]`,
  );
  return [{ command: [command, ...words].join(' '), does }];
}
