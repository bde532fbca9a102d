import type { Command } from 'commander';
import type { Act } from '../cli.ts';
import { command, workspaceOption } from './command.ts';

/** Declares `privacy forget|export|opt-out|opt-in`, for operators whom somebody has asked. */
export function addPrivacy(program: Command, act: Act): void {
  const privacy = command(
    program,
    'privacy',
    'Do what a person asks about their own messages. In chats they can do it themselves: /hubbub privacy.',
    [
      'privacy export "Ada Lovelace" > ada.json',
      'privacy forget U024BE7LH --yes',
      'privacy opt-out U024BE7LH',
    ],
  );
  const operand = (name: string, description: string) =>
    command(
      privacy,
      `${name} <author>`,
      `${description}\n\nAUTHOR is the id of somebody who wrote, or a name that only one person has.`,
    ).option(...workspaceOption);
  operand('forget', 'Remove everything that somebody wrote, for good; no import brings it back.')
    .option('-y, --yes', 'do it, instead of saying how much that is')
    .action((author: string, options) =>
      act(async (cli) => (await import('../privacy.ts')).forgetAuthor(cli, author, options)),
    );
  operand('export', 'Print everything that is kept of somebody, as JSON.').action((author: string, options) =>
    act(async (cli) => (await import('../privacy.ts')).exportAuthor(cli, author, options)),
  );
  operand('opt-out', 'Store nothing of what somebody writes from now on, nor of later imports.').action(
    (author: string, options) =>
      act(async (cli) => (await import('../privacy.ts')).decideFor(cli, author, options, true)),
  );
  operand('opt-in', 'Store what somebody writes again.').action((author: string, options) =>
    act(async (cli) => (await import('../privacy.ts')).decideFor(cli, author, options, false)),
  );
}
