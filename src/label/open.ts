import type { Config } from '../config.ts';
import { meterFor } from '../cost/ledger.ts';
import type { Store } from '../store/store.ts';
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

/** The model that the settings name, if one is to name topics. */
export function labellingModel({
  labeller,
  openai,
}: Pick<Config, 'labeller' | 'openai'>): string | undefined {
  const [kind, ...rest] = labeller.split(':');
  return kind === 'openai' && openai ? rest.join(':') || defaultModel : undefined;
}

/**
 * The labeller that the settings ask for: `keywords`, or `openai:MODEL` within its tokens a day and the month's budget,
 * booked in `store` for `workspace`.
 */
export async function openLabeller(
  config: Config,
  store: Pick<Store, 'db'>,
  workspace: string,
): Promise<Labeller> {
  const model = labellingModel(config);
  if (!model) return keywordLabeller;
  // The SDK takes a while to load.
  const [{ openaiLabeller }, { redactedLabeller }] = await Promise.all([
    import('./openai.ts'),
    import('../privacy/redacted.ts'),
  ]);
  const account = { workspace, purpose: 'names' as const, model, tokensPerDay: config.labelTokensPerDay };
  return redactedLabeller(
    openaiLabeller({ ...config.openai!, model, meter: meterFor(store, config, account) }),
  );
}
