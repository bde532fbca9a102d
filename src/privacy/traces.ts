import { HubbubError } from '../errors.ts';
import type { Hubbub } from '../hubbub.ts';
import { dropLost, sweepCache } from '../store/cache.ts';
import { scrub } from '../store/scrub.ts';

/** Clears what caches still know of texts that no message has any more. */
export async function clearCaches(hubbub: Hubbub): Promise<void> {
  const store = await hubbub.store();
  const { rows } = await store.pool.query<{ embedder: string }>(
    `select embedder from calibration union select embedder from topic_run union select embedder from topic
     union select embedder from workspace where embedder is not null
     union select next_embedder from workspace where next_embedder is not null`,
  );
  const { id } = await (await hubbub.spaces()).wanted();
  await dropLost(store, hubbub.config, [...new Set([id, ...rows.map(({ embedder }) => embedder)])]);
}

/**
 * The same for everything, whoever left it there, and for the database's own files. Takes seconds, in a large database minutes.
 *
 * @returns why the cache could not be cleared, if so; the rest is, and that is tried again by `Upkeep`
 */
export async function clearAllTraces(hubbub: Hubbub): Promise<HubbubError | undefined> {
  const store = await hubbub.store();
  let problem: HubbubError | undefined;
  try {
    await clearCaches(hubbub);
    await sweepCache(store, hubbub.config);
  } catch (error) {
    if (!(error instanceof HubbubError)) throw error;
    problem = error;
  }
  await scrub(store);
  return problem;
}
