import type { Adapter, ArchiveItem } from '../../adapters/adapter.ts';
import type { Hubbub } from '../hubbub.ts';
import type { Logger } from '../log.ts';
import type { Terminal } from './terminal.ts';

/** What every command of the command line gets to work with. */
export interface Cli {
  hubbub: Hubbub;
  terminal: Terminal;
  /** What a running Hubbub has to tell its operators. */
  log: Logger;
  /** Reads an export (see adapters/archive/read.ts). */
  readArchive(path: string, options: ReadOptions): AsyncIterable<ArchiveItem>;
  /** A made-up workspace, to be imported where there is none yet. */
  sampleFile: string;
  /** Those that are set up. */
  platforms: Adapter[];
  /** Aborts on Ctrl-C: finish what is in hand, lose nothing, return. */
  signal: AbortSignal;
}

interface ReadOptions {
  workspace?: string;
  isDone?(file: string, fingerprint: string, workspace: string): boolean;
}

/** Opens what a command needs, runs it, and closes everything whatever happens. */
export type Act = (action: (cli: Cli) => Promise<void>) => Promise<void>;
