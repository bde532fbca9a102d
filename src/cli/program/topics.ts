import type { Command } from 'commander';
import type { Curation } from '../../commands/curate.ts';
import type { Act } from '../cli.ts';
import { command, positive, workspaceOption } from './command.ts';

/** Declares `topics`, and what people may change about them. */
export function addTopics(program: Command, act: Act): void {
  const topics = command(program, 'topics', 'Show what people talked about, as named topics.', [
    'topics',
    'topics --channel ops --since 3d',
    'topics --since 2025-09-01 --limit 50',
    'topics --json --members > topics.json',
    'topics --workspace all',
    'topics map --output map.png',
    'topics rename t12 "Coffee machine"',
  ])
    .option('-c, --channel <name>', 'only this channel')
    .option('-s, --since <when>', 'how far back from the newest message: 7d, 12h, an ISO date, or all')
    .option('-n, --limit <number>', 'how many to print for people', positive, 20)
    .option('--hidden', 'list hidden topics too')
    .option('--json', 'print JSON, all of them')
    .option('--members', 'with --json: the ids of the messages in each topic, and of the unsorted ones')
    .option(...workspaceOption)
    .action((options) => act(async (cli) => (await import('../topics.ts')).showTopics(cli, options)));

  command(topics, 'map', 'Draw a map of the topics as PNG: what is alike lies close together.', [
    'topics map --output map.png',
    'topics map --channel ops --since 30d --output ops.png',
  ])
    .option('-c, --channel <name>', 'only this channel')
    .option('-s, --since <when>', 'how far back from the newest message: 7d, 12h, an ISO date, or all')
    .option('-o, --output <file>', 'where to write it', 'map.png')
    .option(...workspaceOption)
    .action((_, made: Command) =>
      act(async (cli) => (await import('../map.ts')).writeMap(cli, made.optsWithGlobals())),
    );

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
          (await import('../topics.ts')).changeTopic(cli, name, topic!, other, workspace),
        );
      });
  change('rename', '<topic> <name>', 'Give a topic a name that stays.');
  change('merge', '<topic> <other>', 'Make OTHER part of TOPIC.');
  change('pin', '<topic>', 'Keep a topic at the top.');
  change('unpin', '<topic>', 'Let a topic take its place by size again.');
  change('hide', '<topic>', 'Keep a topic out of the list.');
  change('unhide', '<topic>', 'Show a hidden topic again.');
}
