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
  /** The page that shows it all, unless it is off; its code is loaded only then. */
  dashboard(): Promise<Dashboard | undefined>;
  /** Aborts on Ctrl-C: finish what is in hand, lose nothing, return. */
  signal: AbortSignal;
}

/** The dashboard. Nothing is collected from it, so of an adapter it has the start, the stop and what `doctor` looks at. */
export interface Dashboard extends Pick<Adapter, 'stop' | 'examine'> {
  /**
   * Serves it and tells the operator where.
   *
   * @throws HubbubError where the port cannot be had.
   */
  start(): Promise<void>;
}

interface ReadOptions {
  workspace?: string;
  isDone?(file: string, fingerprint: string, workspace: string): boolean;
}

/** Opens what a command needs, runs it, and closes everything whatever happens. */
export type Act = (action: (cli: Cli) => Promise<void>) => Promise<void>;
