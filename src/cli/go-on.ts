import type { Estimate } from '../cost/estimate.ts';
import { inDollars, inTokens } from '../cost/words.ts';
import type { Cli } from './cli.ts';

/**
 * Says what is about to be paid for. On a terminal it asks whether to go on; elsewhere HUBBUB_BUDGET_USD alone bounds it.
 *
 * @param yes the answer was given beforehand
 */
export async function goOn(
  { hubbub, terminal }: Pick<Cli, 'hubbub' | 'terminal'>,
  estimates: readonly Estimate[],
  yes = false,
): Promise<boolean> {
  const paid = estimates.filter(({ messages, usd }) => messages > 0 && usd !== 0);
  for (const { embedder, messages, tokens, usd } of paid) {
    const cost = usd === undefined ? 'at a price that is not known' : `some ${inDollars(usd)}`;
    terminal.note(
      `${messages.toLocaleString('en')} messages are to be embedded with ${embedder}: ${inTokens(tokens, true)}, ${cost}; less where they are known from before.`,
    );
  }
  if (paid.length === 0 || yes || !terminal.interactive) return true;
  const { budgetUsd } = hubbub.config;
  const bound = budgetUsd === undefined ? '' : ` The budget of ${inDollars(budgetUsd)} a month bounds it.`;
  return terminal.confirm(`Go on?${bound}`);
}
