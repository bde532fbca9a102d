import { loadTokenCounter } from '../tokens.ts';
import type { LabelRequest } from './labeller.ts';
import { promptFor, system } from './prompt.ts';

const mostTopics = 10;
const mostTokens = 6000;
/** A name and a summary, with the JSON around them. */
const tokensOfAnswer = 80;

/** Topics that are asked for together, and what that will cost in tokens, answer included. */
export interface Batch {
  requests: LabelRequest[];
  tokens: number;
}

/** Packs topics into requests of at most `atOnce` topics and some 6,000 tokens; the instructions are paid for once each. */
export async function batchesOf(requests: readonly LabelRequest[], atOnce = mostTopics): Promise<Batch[]> {
  const countTokens = await loadTokenCounter();
  const overhead = countTokens(system);
  const batches: Batch[] = [];
  for (const request of requests) {
    const tokens = countTokens(promptFor([request], [])) + tokensOfAnswer;
    let batch = batches.at(-1);
    if (!batch || batch.requests.length === atOnce || batch.tokens + tokens > mostTokens) {
      batch = { requests: [], tokens: overhead };
      batches.push(batch);
    }
    batch.requests.push(request);
    batch.tokens += tokens;
  }
  return batches;
}
