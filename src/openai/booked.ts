import { APIError, OpenAIError } from 'openai';
import type { Meter } from '../cost/ledger.ts';
import type { Tokens } from '../cost/prices.ts';
import { MalformedAnswer } from './retry.ts';

/**
 * One try of a request that `meter` books: what it takes `most` before, what the answer says it `used` afterwards. One
 * that the server refuses has used nothing; one that broke off may have been charged for all the same.
 *
 * @throws BudgetSpent with nothing sent, the SDK's errors, MalformedAnswer for what it cannot read
 */
export async function booked<T>(
  meter: Meter | undefined,
  most: Tokens,
  request: () => Promise<T>,
  used: (answer: T) => Partial<Tokens>,
  signal?: AbortSignal,
): Promise<T> {
  const receipt = await meter?.reserve(most);
  try {
    const answer = await request();
    await receipt?.settle({ ...most, ...used(answer) });
    return answer;
  } catch (error) {
    if (error instanceof APIError && error.status !== undefined)
      await receipt?.settle({ input: 0, output: 0 });
    // The SDK passes on whatever goes wrong while it reads a body: broken JSON, a cut connection, odd base64.
    if (error instanceof OpenAIError || signal?.aborted) throw error;
    throw new MalformedAnswer('its answer broke off or is not JSON', { cause: error });
  }
}
