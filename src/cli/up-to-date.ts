import { BudgetSpent } from '../cost/ledger.ts';
import type { Filling } from '../embed/spaces.ts';
import { collectGarbage } from '../garbage.ts';
import { keepNearIndex } from '../store/near-index.ts';
import { refreshTopics } from '../topics/refresh.ts';
import type { Cli } from './cli.ts';
import { goOn } from './go-on.ts';
import type { Progress } from './terminal.ts';

const number = new Intl.NumberFormat('en');

/**
 * Embeds what is new or changed in a workspace and brings its topics up to date, showing how far it is.
 *
 * @param yes not to be asked before something is paid for
 */
export async function bringUpToDate(
  cli: Cli,
  workspace: string,
  { yes }: { yes?: true } = {},
): Promise<void> {
  const { hubbub, terminal, signal } = cli;
  const [store, spaces, labeller] = await Promise.all([
    hubbub.store(),
    hubbub.spaces(),
    hubbub.labeller(workspace),
  ]);
  if (!(await goOn(cli, await spaces.estimate(workspace), yes)))
    return terminal.note('Nothing was embedded; the messages are kept. `embed` does it when you like.');
  const bars = new Map<string, Progress>();
  const barOf = (embedder: string) => {
    const bar = bars.get(embedder) ?? terminal.progress(`Embedding with ${embedder}`);
    bars.set(embedder, bar);
    return bar;
  };
  const filling = await spaces.fill(workspace, {
    signal,
    onProgress: ({ done, total }, embedder) => barOf(embedder).update(done, total),
    onFilled({ embedded, cached, skipped }, embedder) {
      if (embedded + cached === 0) return;
      const kept = cached ? `, ${number.format(cached)} known from before` : '';
      const empty = skipped ? `, ${number.format(skipped)} without text` : '';
      barOf(embedder).end(
        `Embedded ${number.format(embedded + cached)} messages with ${embedder}${kept}${empty}`,
      );
    },
  });
  // The model and what reading left behind take memory that finding topics can use.
  await spaces.close();
  collectGarbage();
  if (signal.aborted) return;
  tellProblems(cli, filling);
  if (filling.switched) terminal.note(`From now on ${filling.answers} answers.`);

  const finding = terminal.progress('Finding topics');
  const run = await refreshTopics(store, filling.answers, labeller, workspace, {
    signal,
    joinFew: true,
    onProgress: finding.step,
  });
  if (run.changed)
    finding.end(
      `${number.format(run.topics)} topics in ${number.format(run.messages)} messages, ${number.format(run.born)} of them new`,
    );
  if (run.notice) terminal.note(run.notice);

  const indexing = terminal.progress('Indexing');
  const onStart = () => indexing.step('so that a search takes milliseconds');
  if (await keepNearIndex(store, workspace, filling.answers, { signal, onStart }))
    indexing.end('Indexed the workspace for fast search');
}

/** What failed ends the command, unless it is about money, or about vectors whose time is over. */
function tellProblems({ terminal }: Cli, { problems, filled, switched }: Filling): void {
  for (const problem of problems) {
    if (!(problem instanceof BudgetSpent) && !switched && filled === 0) throw problem;
    terminal.fail(problem.message, problem.fix);
    if (!switched) process.exitCode = 1;
  }
}
