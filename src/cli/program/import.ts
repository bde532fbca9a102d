import type { Command } from 'commander';
import type { Act } from '../cli.ts';
import { command, yesOption } from './command.ts';

/** Declares `import PATH`. */
export function addImport(program: Command, act: Act): void {
  command(
    program,
    'import <path>',
    'Read an export into the store, embed what is new, and find topics.\n\n' +
      'PATH is a Slack export (folder or zip), DiscordChatExporter JSON (file or folder), or a JSONL file with ' +
      'rows {id, channel, user, ts, text, threadId?, replyTo?}.\n\n' +
      'Importing twice changes nothing; after Ctrl-C the same command goes on where it stopped.',
    [
      'import ~/Downloads/my-slack-export.zip',
      'import ./discord-export/',
      'import chat.jsonl --workspace archive:team-chat',
    ],
  )
    .option(
      '-w, --workspace <key>',
      'file the messages under this workspace instead of the one the export names',
    )
    .option(...yesOption)
    .action((path: string, options) =>
      act(async (cli) => (await import('../import.ts')).importExport(cli, path, options)),
    );
}
