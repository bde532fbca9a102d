import { exportProjector } from '../export/projector.ts';
import { exportJsonl, exportParquet } from '../export/table.ts';
import { operator } from '../viewer.ts';
import type { Cli } from './cli.ts';
import { chooseWorkspace } from './workspace.ts';

interface Options {
  workspace?: string;
  bytes?: true;
  vectors?: true;
}

const number = new Intl.NumberFormat('en');

/** `export projector DIR`. */
export async function writeProjector(cli: Cli, folder: string, { workspace, bytes }: Options): Promise<void> {
  const { store, viewer } = await openFor(cli, workspace);
  const { signal } = cli;
  const [messages, dimensions] = await exportProjector(store, viewer, folder, { bytes, signal });
  const heading = `${number.format(messages)} messages with ${number.format(dimensions)} numbers each are in ${folder}.`;
  const text = bytes
    ? 'Serve the folder beside a TensorFlow Projector, and name projector_config.json as its config.'
    : 'Open a TensorFlow Projector, press “Load”, and choose tensors.tsv and metadata.tsv.';
  cli.terminal.show({ heading, parts: [{ kind: 'text', text }], fallback: heading });
}

/** `export jsonl FILE`, `export parquet FILE`. */
export async function writeTable(
  cli: Cli,
  kind: 'jsonl' | 'parquet',
  file: string,
  { workspace, vectors }: Options,
): Promise<void> {
  const { store, viewer } = await openFor(cli, workspace);
  const write = kind === 'jsonl' ? exportJsonl : exportParquet;
  const count = await write(store, viewer, file, { vectors, signal: cli.signal });
  const heading = `${number.format(count)} messages are in ${file}.`;
  cli.terminal.show({ heading, parts: [], fallback: heading });
}

async function openFor({ hubbub, terminal }: Cli, workspace: string | undefined) {
  const store = await hubbub.store();
  return { store, viewer: operator(await chooseWorkspace(store, workspace, terminal.note)) };
}
