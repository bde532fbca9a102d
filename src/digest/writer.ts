import type { Config } from '../config.ts';
import type { Store } from '../store/store.ts';
import type { Draft } from './draft.ts';
import type { Said } from './gather.ts';

/** Puts the topics of a draft into words. */
export interface Writer {
  /**
   * The draft with sentences in place of quotes, as far as each is carried by the messages that it names; what is not
   * stays as it was. Whatever goes wrong with a model, the draft comes back.
   *
   * @param said the messages that the draft is drawn from
   */
  write(draft: Draft, said: readonly Said[], signal?: AbortSignal): Promise<Draft>;
}

/** The writer that the settings ask for: none, so that people's own words speak. */
export async function openWriter(
  _config: Config,
  _store: Store,
  _onTrouble: (error: unknown) => void,
): Promise<Writer | undefined> {
  return undefined;
}
