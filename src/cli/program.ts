import { Command, InvalidArgumentError } from 'commander';
import type { Curation } from '../commands/curate.ts';
import type { Act } from './cli.ts';

const hubbub = 'npm run -s hubbub --';

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
  $ ${hubbub} doctor                                    check that everything is in order

HUBBUB_DATA_DIR says where the data lives (.hubbub); .env.example explains every setting.
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C (run it again to go on).`,
    );
  addImport(program, act);
  addTopics(program, act);
  addSimilar(program, act);
  addEmbed(program, act);
  addWatch(program, act);
  addDoctor(program, act);
  return program;
}

/** A command under `parent`; the first line of its description stands in the parent's list, examples stand below its own help. */
function command(parent: Command, usage: string, description: string, examples: string[] = []): Command {
  const [summary] = description.split('\n');
  const made = parent.command(usage).summary(summary!).description(description);
  if (examples.length)
    made.addHelpText('after', `\nExamples\n${examples.map((line) => `  $ ${hubbub} ${line}`).join('\n')}`);
  return made;
}

const workspaceOption = [
  '-w, --workspace <key>',
  'which workspace, where there are several (default: the one that last received messages)',
] as const;

function addImport(program: Command, act: Act): void {
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
    .action((path: string, options) =>
      act(async (cli) => (await import('./import.ts')).importExport(cli, path, options)),
    );
}

function addTopics(program: Command, act: Act): void {
  const topics = command(program, 'topics', 'Show what people talked about, as named topics.', [
    'topics',
    'topics --channel ops --since 3d',
    'topics --since 2025-09-01 --limit 50',
    'topics --json --members > topics.json',
    'topics rename t12 "Coffee machine"',
  ])
    .option('-c, --channel <name>', 'only this channel')
    .option('-s, --since <when>', 'how far back from the newest message: 7d, 12h, an ISO date, or all')
    .option('-n, --limit <number>', 'how many to print for people', positive, 20)
    .option('--hidden', 'list hidden topics too')
    .option('--json', 'print JSON, all of them')
    .option('--members', 'with --json: the ids of the messages in each topic, and of the unsorted ones')
    .option(...workspaceOption)
    .action((options) => act(async (cli) => (await import('./topics.ts')).showTopics(cli, options)));

  const change = (name: Curation, operands: string, description: string) =>
    command(
      topics,
      `${name} ${operands}`,
      `${description}\n\nTOPIC is a topic's id or its name. The choice survives every later run.`,
    )
      .option(...workspaceOption)
      .action((...args) => {
        const made = args.at(-1) as Command;
        const [topic, other] = made.args;
        // `topics` has --workspace too and takes it first wherever it stands.
        const { workspace } = made.optsWithGlobals<{ workspace?: string }>();
        return act(async (cli) =>
          (await import('./topics.ts')).changeTopic(cli, name, topic!, other, workspace),
        );
      });
  change('rename', '<topic> <name>', 'Give a topic a name that stays.');
  change('merge', '<topic> <other>', 'Make OTHER part of TOPIC.');
  change('pin', '<topic>', 'Keep a topic at the top.');
  change('unpin', '<topic>', 'Let a topic take its place by size again.');
  change('hide', '<topic>', 'Keep a topic out of the list.');
  change('unhide', '<topic>', 'Show a hidden topic again.');
}

function addSimilar(program: Command, act: Act): void {
  command(
    program,
    'similar [text...]',
    'Find messages that say something similar to TEXT, or to a message.',
    [
      'similar "deploys fail on friday"',
      'similar --message s123 --limit 5',
      'similar --json "rotate the keys" | jq .results[0]',
    ],
  )
    .option('-m, --message <id>', 'compare with this message instead of a text')
    .option('-n, --limit <number>', 'how many', positive, 10)
    .option('--json', 'print JSON')
    .option(...workspaceOption)
    .action((words: string[], options) =>
      act(async (cli) => (await import('./similar.ts')).showSimilar(cli, words.join(' '), options)),
    );
}

function addEmbed(program: Command, act: Act): void {
  command(
    program,
    'embed',
    'Embed what has not been embedded yet, and find topics anew.\n\n' +
      'Needed after a change of HUBBUB_EMBEDDER. Stops on Ctrl-C without loss; the same command goes on from there.',
  )
    .option(...workspaceOption)
    .action((options) => act(async (cli) => (await import('./embed.ts')).embedNew(cli, options)));
}

function addWatch(program: Command, act: Act): void {
  const watch = command(
    program,
    'watch',
    'Topics that you define: messages like the ones you give are gathered.',
    [
      'watch add Outages --like "the site is down" "getting 500s from the api"',
      'watch show Outages',
      'watch list',
      'watch remove Outages',
    ],
  );
  command(watch, 'add <name>', 'Define a watch by examples of what belongs to it, or give it more of them.')
    .option('-l, --like <text...>', 'texts such as belong to it')
    .option('-m, --message <id...>', 'ids of messages that belong to it')
    .option(...workspaceOption)
    .action((name: string, options) =>
      act(async (cli) => (await import('./watch.ts')).defineWatch(cli, name, options)),
    );
  command(watch, 'list', 'Show every watch and how precise it is on its own examples.')
    .option('--json', 'print JSON')
    .option(...workspaceOption)
    .action((options) => act(async (cli) => (await import('./watch.ts')).showWatches(cli, options)));
  command(watch, 'show <name>', 'Show the messages that belong to a watch.')
    .option('-n, --limit <number>', 'how many', positive, 20)
    .option('--json', 'print JSON')
    .option(...workspaceOption)
    .action((name: string, options) =>
      act(async (cli) => (await import('./watch.ts')).showWatch(cli, name, options)),
    );
  command(watch, 'remove <name>', 'Forget a watch.')
    .option(...workspaceOption)
    .action((name: string, options) =>
      act(async (cli) => (await import('./watch.ts')).endWatch(cli, name, options)),
    );
}

function addDoctor(program: Command, act: Act): void {
  command(program, 'doctor', 'Check every part, and say how to mend what is wrong.').action(() =>
    act(async (cli) => (await import('./doctor.ts')).examine(cli)),
  );
}

function positive(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It must be a whole number of 1 or more.');
  return Number(text);
}
