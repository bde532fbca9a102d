import { Command } from 'commander';
import type { Act } from './cli.ts';
import { addBackup } from './program/backup.ts';
import { hubbub } from './program/command.ts';
import { addCompare } from './program/compare.ts';
import { addCost } from './program/cost.ts';
import { addDigest } from './program/digest.ts';
import { addDoctor } from './program/doctor.ts';
import { addEmbed } from './program/embed.ts';
import { addExport } from './program/export.ts';
import { addImport } from './program/import.ts';
import { addPrivacy } from './program/privacy.ts';
import { addSimilar } from './program/similar.ts';
import { addTopics } from './program/topics.ts';
import { addWatch } from './program/watch.ts';
import { addWeb } from './program/web.ts';

/**
 * The command line. Each command is loaded only when it runs, so that `--help` answers at once.
 *
 * @throws CommanderError for wrong usage; commander has then said what is wrong on standard error.
 * @example
 * await buildProgram(act).parseAsync(['topics', '--since', '7d'], { from: 'user' });
 */
export function buildProgram(act: Act): Command {
  const program = new Command('hubbub')
    .description('Turns busy channels into named topics, and answers "what\'s similar to this".')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '✗ ')) })
    .showHelpAfterError(`  Add --help to see what can be said, with examples.`)
    .addHelpText(
      'after',
      `
With no command, Hubbub starts: on the platforms that are set up, else on a sample workspace.

Examples
  $ ${hubbub} import ~/Downloads/my-slack-export.zip    read an export, embed it, find its topics
  $ ${hubbub} topics --since 7d                         what people talked about in the last week
  $ ${hubbub} similar "deploys fail on friday"          messages that say something similar
  $ ${hubbub} digest --date 2025-09-11                  what mattered on a day
  $ ${hubbub} doctor                                    check that everything is in order

HUBBUB_DATA_DIR says where the data lives (.hubbub); .env.example explains every setting.
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C (run it again to go on).`,
    );
  for (const add of [
    addImport,
    addTopics,
    addSimilar,
    addDigest,
    addEmbed,
    addWatch,
    addCompare,
    addCost,
    addPrivacy,
    addExport,
    addBackup,
    addWeb,
    addDoctor,
  ])
    add(program, act);
  return program;
}
