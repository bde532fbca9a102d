import type { Config } from './config.ts';
import type { AnsweringEmbedder, SideBySide } from './embed/spaces.ts';
import type { HubbubError } from './errors.ts';
import type { Labeller } from './label/labeller.ts';
import type { Store } from './store/store.ts';

/** The parts that commands work with. Each is opened when first asked for, and only then. */
export interface Hubbub {
  readonly config: Config;
  store(): Promise<Store>;
  /** The embedder whose vectors answer in a workspace. */
  embedder(workspace: string): Promise<AnsweringEmbedder>;
  /** All embedders that are in use, for whoever fills in vectors. */
  spaces(): Promise<SideBySide>;
  /** Names the topics of a workspace. */
  labeller(workspace: string): Promise<Labeller>;
  /** Why the embedded database has ended by itself, for instance on a full disk; undefined where it has not. */
  stopped(): Promise<HubbubError | undefined>;
  /** Closes what was opened, the store last. */
  close(): Promise<void>;
}

/**
 * Puts the parts together as `config` says, without opening any of them.
 *
 * @example
 * const hubbub = assemble(loadConfig());
 * const reply = await runCommand(hubbub, operator('slack:T024BE7LD'), '/topics');
 * await hubbub.close();
 */
export function assemble(config: Config): Hubbub {
  // Imports are dynamic because a model runtime and a database take longer to load than `--help` takes to answer.
  const store = once(async () => (await import('./store/store.ts')).openStore(config));
  const spaces = once(async () => {
    const [{ Embedders }, { SideBySide }] = await Promise.all([
      import('./embed/open.ts'),
      import('./embed/spaces.ts'),
    ]);
    return new SideBySide(await store(), new Embedders(config, await store()), config.embedder);
  });
  const labellers = new Map<string, Promise<Labeller>>();
  const openLabeller = async (workspace: string) =>
    (await import('./label/open.ts')).openLabeller(config, await store(), workspace);
  return {
    config,
    store,
    embedder: async (workspace) => (await spaces()).answering(workspace),
    spaces,
    labeller(workspace) {
      const opened = labellers.get(workspace) ?? openLabeller(workspace);
      labellers.set(workspace, opened);
      return opened;
    },
    stopped: async () => (await store.opened())?.whyStopped?.(),
    async close() {
      await (await spaces.opened())?.close();
      await (await store.opened())?.close();
    },
  };
}

/** Calls `open` at most once; `opened` gives what came of it, or nothing where it was not asked for or failed. */
function once<T>(open: () => Promise<T>) {
  let promise: Promise<T> | undefined;
  return Object.assign(() => (promise ??= open()), {
    opened: () => promise?.catch(() => undefined),
  });
}
