import type { Config } from '../config.ts';
import type { Store } from '../store/store.ts';
import type { Embedder } from './embedder.ts';
import { LocalEmbedder } from './local.ts';

/** Opens the embedder that `config` asks for. */
export async function openEmbedder(_config: Config, _store: Store): Promise<Embedder> {
  return new LocalEmbedder();
}
