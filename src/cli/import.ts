import type { ArchiveItem } from '../../adapters/adapter.ts';
import { type ImportSummary, importArchive } from '../collect/import.ts';
import { admission } from '../privacy/admission.ts';
import { imports } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { Cli } from './cli.ts';
import { bringUpToDate } from './up-to-date.ts';

const number = new Intl.NumberFormat('en');
const problemsShown = 10;

/** `import PATH`: reads an export into the store, embeds what is new, finds topics. */
export async function importExport(
  cli: Cli,
  path: string,
  options: { workspace?: string; yes?: true },
): Promise<void> {
  for (const workspace of await readInto(cli, path, options.workspace)) {
    if (cli.signal.aborted) return;
    await bringUpToDate(cli, workspace, options);
  }
  if (!cli.signal.aborted) cli.terminal.note('See them with `npm run -s hubbub -- topics`.');
}

/** Stores what an export holds and says what came of it. Returns the workspaces it belongs to. */
export async function readInto(cli: Cli, path: string, workspace?: string): Promise<Set<string>> {
  const { hubbub, terminal, readArchive, signal } = cli;
  const store = await hubbub.store();
  const seen = new Set<string>();
  let skipped = 0;
  const finished = await finishedFiles(store);
  const items = readArchive(path, {
    workspace,
    isDone(file, fingerprint, owner) {
      seen.add(owner);
      const done = finished.has(keyOf(owner, file, fingerprint));
      if (done) skipped++;
      return done;
    },
  });
  const reading = terminal.progress('Reading');
  const summary = await importArchive(store, noting(seen, items), {
    signal,
    admits: admission(hubbub.config),
    onProgress: ({ messages }) => reading.update(messages),
  });
  const { added, updated, unchanged, leftOut } = summary;
  const counts = [`${number.format(added)} new messages`];
  if (updated) counts.push(`${number.format(updated)} edited`);
  if (unchanged) counts.push(`${number.format(unchanged)} known already`);
  if (leftOut) counts.push(`${number.format(leftOut)} left out by HUBBUB_CHANNELS or HUBBUB_RETENTION_DAYS`);
  if (skipped) counts.push(`${number.format(skipped)} files read before`);
  reading.end(`Read ${counts.join(', ')}`);
  tellProblems(summary, terminal.note);
  return seen;
}

async function* noting(seen: Set<string>, items: AsyncIterable<ArchiveItem>): AsyncGenerator<ArchiveItem> {
  for await (const item of items) {
    if (item.kind === 'message') seen.add(item.message.workspace);
    yield item;
  }
}

async function finishedFiles(store: Store): Promise<Set<string>> {
  const rows = await store.db.select().from(imports);
  return new Set(rows.map((row) => keyOf(row.workspace, row.file, row.fingerprint)));
}

const keyOf = (...parts: string[]) => JSON.stringify(parts);

function tellProblems({ problems, problemCount }: ImportSummary, note: (text: string) => void): void {
  if (problemCount === 0) return;
  note(`${number.format(problemCount)} things could not be read; the rest was imported:`);
  for (const { file, position, reason } of problems.slice(0, problemsShown))
    note(`  ${[file, position].filter(Boolean).join(', ')}: ${reason}`);
  if (problemCount > problemsShown) note(`  and ${number.format(problemCount - problemsShown)} more`);
}
