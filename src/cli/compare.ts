import { type Compared, meanTokens, measureEmbedder } from '../compare/compare.ts';
import type { Range } from '../compare/measure.ts';
import { newestMessages, readLabelled, type Sample } from '../compare/sample.ts';
import type { Estimate } from '../cost/estimate.ts';
import { dollarsFor } from '../cost/prices.ts';
import { inDollars } from '../cost/words.ts';
import { HubbubError } from '../errors.ts';
import { countMessages } from '../store/vectors.ts';
import type { Cli } from './cli.ts';
import { goOn } from './go-on.ts';
import { chooseWorkspace } from './workspace.ts';

interface Options {
  file?: string;
  sample: number;
  json?: true;
  yes?: true;
  workspace?: string;
}

/** `compare EMBEDDER…`: measures embedders on the same messages. */
export async function compareEmbedders(cli: Cli, settings: string[], options: Options): Promise<void> {
  const { hubbub, terminal, signal } = cli;
  const store = await hubbub.store();
  const workspace =
    options.file === undefined ? await chooseWorkspace(store, options.workspace, terminal.note) : undefined;
  const sample =
    workspace === undefined
      ? await readLabelled(options.file!, options.sample)
      : await newestMessages(store, workspace, options.sample);
  if (sample.messages.length < 2)
    throw new HubbubError(
      'There are too few messages to compare on.',
      'Import an export first, or use --file.',
    );
  const spaces = await hubbub.spaces();
  const opened = await Promise.all(settings.map((setting) => spaces.open(setting, workspace)));
  const tokens = (await meanTokens(sample.messages.map((m) => m.text))) * sample.messages.length;
  const estimates = opened.map(({ id }): Estimate => {
    const price = spaces.priceOf(id);
    const usd = price && dollarsFor(price, { input: tokens, output: 0 });
    return { embedder: id, messages: sample.messages.length, tokens, usd };
  });
  if (!(await goOn(cli, estimates, options.yes))) return;

  const total = workspace === undefined ? undefined : await countMessages(store, workspace);
  const results: Compared[] = [];
  for (const embedder of opened) {
    const bar = terminal.progress(`Embedding with ${embedder.id}`);
    const onProgress = (done: number) => bar.update(done, sample.messages.length);
    results.push(
      await measureEmbedder(embedder, sample, spaces.priceOf(embedder.id), { signal, total, onProgress }),
    );
    bar.end(`Measured ${embedder.id}`);
    await spaces.close(); // one model at a time in memory
    if (signal.aborted) return;
  }
  if (options.json) return terminal.json({ messages: sample.messages.length, workspace, embedders: results });
  terminal.show({
    heading: `${results.length === 1 ? '1 embedder' : `${results.length} embedders`} on ${sample.messages.length.toLocaleString('en')} messages`,
    parts: [
      { kind: 'text', text: table(results, sample) },
      { kind: 'note', text: '`compare --help` and docs/embedders.md say what the lines mean.' },
    ],
    fallback: results.map((result) => result.embedder).join(', '),
  });
}

/** A line for each measure, a column for each embedder. */
function table(results: readonly Compared[], { labels }: Sample): string {
  const lines: [string, (result: Compared) => string][] = [
    ['embedder', (r) => r.embedder.replace(/^(\w+):.*\//, '$1:…/')],
    ['dimensions', (r) => `${r.dimensions}`],
    [`AMI, ${labels ? 'labels' : 'threads'}`, (r) => share(r.clusters?.ami)],
    [`ARI, ${labels ? 'labels' : 'threads'}`, (r) => share(r.clusters?.ari)],
    ['topics found', (r) => `${r.clusters?.count ?? '–'}`],
    ['precision@5, label', (r) => share(r.precision.label)],
    ['precision@5, topic', (r) => share(r.precision.topic)],
    ['precision@5, thread', (r) => share(r.precision.thread)],
    ['random p1/p50/p99', (r) => range(r.similarity.random)],
    ['together p1/p50/p99', (r) => (r.similarity.conversation ? range(r.similarity.conversation) : '–')],
    ['separation', (r) => share(r.similarity.separation)],
    ['related from', (r) => share(r.thresholds.related)],
    ['strongly from', (r) => share(r.thresholds.stronglyRelated)],
    ['near-identical from', (r) => share(r.thresholds.nearIdentical)],
    ['messages/s', (r) => (r.perSecond === null ? 'cached' : r.perSecond.toFixed(0))],
    ['memory', (r) => (r.memory === null ? '–' : `${r.memory.toFixed(0)} MB`)],
    ['$ a million', (r) => dollars(r.price.perMillionMessages)],
    ['$ this workspace', (r) => dollars(r.price.workspace)],
  ];
  const cells = lines
    .map(([name, of]) => [name, ...results.map(of)])
    .filter((line) => line.slice(1).some((cell) => cell !== '–'));
  const widths = cells[0]!.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)));
  return cells
    .map((line) =>
      line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
    )
    .join('\n');
}

const share = (value: number | null | undefined) =>
  value === null || value === undefined ? '–' : value.toFixed(3).replace(/^(-?)0\./, '$1.');
const range = ({ p1, p50, p99 }: Range) =>
  [p1, p50, p99].map((x) => x.toFixed(2).replace(/^(-?)0\./, '$1.')).join('/');
const dollars = (usd: number | null) => (usd === null ? '–' : inDollars(usd));
