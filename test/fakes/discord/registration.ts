import {
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type RESTPutAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10';

type Option = APIApplicationCommandOption & {
  options?: Option[];
  choices?: { name: string; value: string | number }[];
};

/** What Discord would refuse when commands are registered (https://discord.com/developers/docs/interactions/application-commands). */
export function faultsOfCommands(commands: RESTPutAPIApplicationCommandsJSONBody): string[] {
  const names = commands.map(({ name, type }) => `${type ?? 1} ${name}`);
  const twice = names.filter((name, i) => names.indexOf(name) !== i).map((name) => `${name} twice`);
  return [
    ...twice,
    ...commands.flatMap((command) => faultsOfCommand(command).map((fault) => `${command.name}: ${fault}`)),
  ];
}

function faultsOfCommand(command: RESTPutAPIApplicationCommandsJSONBody[number]): string[] {
  if ((command.type ?? 1) !== ApplicationCommandType.ChatInput) {
    const described = 'description' in command && command.description;
    return [
      ...(command.name.length < 1 || command.name.length > 32
        ? ['name of none or more than 32 characters']
        : []),
      ...(described ? ['a menu command has no description'] : []),
    ];
  }
  const { name, description, options = [] } = command as unknown as Option;
  return faultsOfOption({ name, description, options } as Option);
}

function faultsOfOption({ name, description, options = [], choices = [], ...rest }: Option): string[] {
  const faults: string[] = [];
  if (!/^[-_'\p{L}\p{N}]{1,32}$/u.test(name) || name !== name.toLowerCase()) faults.push(`name ${name}`);
  if (!description || description.length > 100) faults.push(`description of ${name}`);
  if (options.length > 25 || choices.length > 25) faults.push(`more than 25 in ${name}`);
  const nested = [ApplicationCommandOptionType.Subcommand, ApplicationCommandOptionType.SubcommandGroup];
  const isNested = options.map(({ type }) => nested.includes(type));
  if (new Set(isNested).size > 1) faults.push(`subcommands beside options in ${name}`);
  const required = options.map((option) => Boolean((option as { required?: boolean }).required));
  if (required.some((is, i) => is && i > 0 && !required[i - 1]))
    faults.push(`required after optional in ${name}`);
  if (choices.length > 0 && (rest as { autocomplete?: boolean }).autocomplete)
    faults.push(`choices and autocomplete in ${name}`);
  if (choices.some((choice) => !choice.name || choice.name.length > 100)) faults.push(`a choice of ${name}`);
  return [...faults, ...options.flatMap(faultsOfOption)];
}
