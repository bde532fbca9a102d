import { type Command, InvalidArgumentError } from 'commander';

/** How a person calls Hubbub, as help and messages write it. */
export const hubbub = 'npm run -s hubbub --';

/** A command under `parent`; the first line of its description stands in the parent's list, examples stand below its own help. */
export function command(
  parent: Command,
  usage: string,
  description: string,
  examples: string[] = [],
): Command {
  const [summary] = description.split('\n');
  const made = parent.command(usage).summary(summary!).description(description);
  if (examples.length)
    made.addHelpText('after', `\nExamples\n${examples.map((line) => `  $ ${hubbub} ${line}`).join('\n')}`);
  return made;
}

/** Chooses among several workspaces. */
export const workspaceOption = [
  '-w, --workspace <key>',
  'which workspace, where there are several (default: the one that last received messages)',
] as const;

/** Answers beforehand what is asked before a paid model is asked. */
export const yesOption = ['-y, --yes', 'do not ask before something is paid for'] as const;

/** Reads an option that counts something. */
export function positive(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It must be a whole number of 1 or more.');
  return Number(text);
}
