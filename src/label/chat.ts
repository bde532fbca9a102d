import type OpenAI from 'openai';
import type { Meter } from '../cost/ledger.ts';
import type { Patience } from '../openai/retry.ts';
import { modelAsker } from '../openai/structured.ts';
import type { LabelRequest } from './labeller.ts';
import { answerSchema, promptFor, system } from './prompt.ts';

/** A name and summary by the number of the topic, none for topics that the model left out. */
type Answer = Map<number, { name: string; summary: string }>;

/** Asks a model to name topics. An answer that does not fit is told so once; after that there are no names. */
export type Ask = (
  requests: readonly LabelRequest[],
  taken: readonly string[],
  signal?: AbortSignal,
) => Promise<Answer>;

/**
 * Asks for names, as `modelAsker` does.
 *
 * @param client with its own retries turned off
 * @throws BudgetSpent, or the SDK's errors once trying again as `patience` says does not help
 */
export function asker(client: OpenAI, model: string, meter: Meter, patience: Patience): Ask {
  const ask = modelAsker(client, model, meter, patience);
  return async (requests, taken, signal) => {
    // Room for a model that thinks first.
    const most = 2000 + 150 * requests.length;
    const data = promptFor(requests, taken);
    const answer = await ask({ system, data, schema: answerSchema, name: 'topic_names', most }, signal);
    return new Map(answer?.topics.map((entry) => [entry.topic, entry]));
  };
}
