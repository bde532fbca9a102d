import type { Command } from 'commander';
import type { Act } from '../cli.ts';
import { command, positive, yesOption } from './command.ts';

/** Declares `compare EMBEDDER…`. */
export function addCompare(program: Command, act: Act): void {
  command(
    program,
    'compare <embedder...>',
    'Measure embedders on your own messages, or on labelled ones.\n\n' +
      'EMBEDDER is what HUBBUB_EMBEDDER takes. Vectors come from the cache where they are known; paid models are asked for the ' +
      'rest, within HUBBUB_BUDGET_USD.\n\n' +
      'AMI, ARI            how well the topics that are found agree with the labels, or with threads, which are hidden from\n' +
      '                    the search for topics then: 0 is chance, 1 perfect\n' +
      "precision@5         of a message's five nearest, the share from its label, topic or thread (topics are those of the\n" +
      '                    last run, and favour the embedder that it was made with)\n' +
      'random, together    similarities of random pairs and of pairs from one conversation, at percentiles 1, 50 and 99: a\n' +
      '                    bare cosine means something else in every model\n' +
      'separation          how often a pair from one conversation is more similar than a random pair: .5 is chance\n' +
      'related from …      thresholds that fit these messages: quantiles .99, .999 and .9999 of random pairs\n' +
      'messages/s, memory  of this machine, now; of a server, the time of its answers\n' +
      '$ a million         for a million messages such as these, and for all messages of the workspace',
    [
      'compare local openai:text-embedding-3-small',
      'compare local transformers:./models/gte-small --file labelled.jsonl',
      'compare local openai:bge-m3 --json | jq .embedders[].similarity',
    ],
  )
    .option(
      '-f, --file <path>',
      'labelled messages instead: JSONL {text, label, id?, channel?, user?, ts?, threadId?}',
    )
    .option(
      '-n, --sample <number>',
      'how many messages at most: the newest, or evenly from the file',
      positive,
      3000,
    )
    .option('--json', 'print JSON')
    .option(...yesOption)
    .option('-w, --workspace <key>', 'which workspace, where there are several')
    .action((embedders: string[], options) =>
      act(async (cli) => (await import('../compare.ts')).compareEmbedders(cli, embedders, options)),
    );
}
