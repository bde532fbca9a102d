import type { Config } from '../config.ts';
import type { Store } from '../store/store.ts';
import { tokenBudget } from './budget.ts';
import type { Labeller } from './labeller.ts';
import { distinct, keywordName } from './names.ts';

/** Names topics by their keywords: needs no model and no key. */
export const keywordLabeller: Labeller = {
  id: 'keywords',
  async label(requests, siblings) {
    const labels = requests.map((r) => ({ key: r.key, label: keywordName(r), summary: '' }));
    return distinct(labels, requests, siblings);
  },
};

const defaultModel = 'gpt-5.4-mini';
/** A model thinks for seconds, and nobody waits for a name: retries included, a request is over in three minutes. */
const timeout = 60_000;

/**
 * The labeller that the settings ask for: `keywords`, or `openai:MODEL` within its tokens a day, which are counted
 * in `store`.
 */
export async function openLabeller(config: Config, store: Pick<Store, 'db'>): Promise<Labeller> {
  const [kind, ...rest] = config.labeller.split(':');
  if (kind !== 'openai' || !config.openai) return keywordLabeller;
  // The SDK takes a while to load.
  const [{ openaiLabeller }, { redactedLabeller }] = await Promise.all([
    import('./openai.ts'),
    import('../privacy/redacted.ts'),
  ]);
  return redactedLabeller(
    openaiLabeller({
      ...config.openai,
      model: rest.join(':') || defaultModel,
      budget: tokenBudget(store, 'labels', config.labelTokensPerDay),
      timeout,
    }),
  );
}
