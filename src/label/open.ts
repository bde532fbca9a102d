import type { Config } from '../config.ts';
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

/** The labeller that the settings ask for. */
export function openLabeller(_config: Config): Labeller {
  return keywordLabeller;
}
