import { fillEmbeddings } from '../embed/fill.ts';
import { refreshTopics } from '../topics/refresh.ts';
import type { Cli } from './cli.ts';

const number = new Intl.NumberFormat('en');

/** Embeds what is new or changed in a workspace and brings its topics up to date, showing how far it is. */
export async function bringUpToDate({ hubbub, terminal, signal }: Cli, workspace: string): Promise<void> {
  const [store, embedder, labeller] = await Promise.all([
    hubbub.store(),
    hubbub.embedder(),
    hubbub.labeller(),
  ]);

  const embedding = terminal.progress('Embedding');
  const { embedded, cached, skipped } = await fillEmbeddings(store, embedder, workspace, {
    signal,
    onProgress: ({ done, total }) => embedding.update(done, total),
  });
  if (embedded + cached > 0) {
    const kept = cached ? `, ${number.format(cached)} known from before` : '';
    const empty = skipped ? `, ${number.format(skipped)} without text` : '';
    embedding.end(`Embedded ${number.format(embedded + cached)} messages with ${embedder.id}${kept}${empty}`);
  }
  await embedder.close(); // the model takes memory that finding topics can use
  if (signal.aborted) return;

  const finding = terminal.progress('Finding topics');
  const run = await refreshTopics(store, embedder.id, labeller, workspace, {
    signal,
    joinFew: true,
    onProgress: finding.step,
  });
  if (run.changed)
    finding.end(
      `${number.format(run.topics)} topics in ${number.format(run.messages)} messages, ${number.format(run.born)} of them new`,
    );
  if (run.notice) terminal.note(run.notice);
}
