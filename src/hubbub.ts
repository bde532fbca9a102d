import type { Config } from './config.ts';
import type { Embedder } from './embed/embedder.ts';
import type { Labeller } from './label/labeller.ts';
import type { Store } from './store/store.ts';

/** The parts that commands work with. Each is opened when first asked for, and only then. */
export interface Hubbub {
  readonly config: Config;
  store(): Promise<Store>;
  embedder(): Promise<Embedder>;
  labeller(): Promise<Labeller>;
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
  const embedder = once(async () => (await import('./embed/open.ts')).openEmbedder(config, await store()));
  const labeller = once(async () => (await import('./label/open.ts')).openLabeller(config, await store()));
  return {
    config,
    store,
    embedder,
    labeller,
    async close() {
      await (await embedder.opened())?.close();
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
