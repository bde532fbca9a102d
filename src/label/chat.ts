import type OpenAI from 'openai';
import { BadRequestError, UnprocessableEntityError } from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import type { Meter } from '../cost/ledger.ts';
import { booked } from '../openai/booked.ts';
import { type Patience, retrying } from '../openai/retry.ts';
import { loadTokenCounter } from '../tokens.ts';
import type { LabelRequest } from './labeller.ts';
import { answerSchema, promptFor, system } from './prompt.ts';

type Chat = OpenAI.Chat.ChatCompletionMessageParam[];

/** A name and summary by the number of the topic, none for topics that the model left out. */
type Answer = Map<number, { name: string; summary: string }>;

/** Asks a model to name topics. An answer that does not fit is told so once; after that there are no names. */
export type Ask = (
  requests: readonly LabelRequest[],
  taken: readonly string[],
  signal?: AbortSignal,
) => Promise<Answer>;

/** Tokens of the JSON schema and of what stands around each message. */
const OVERHEAD = 200;

/**
 * Asks through chat completions, with structured output where the server knows it: one that refuses such a request
 * is asked in plain words from then on, and its answer is checked all the same. Every request is booked with `meter`.
 *
 * @param client with its own retries turned off
 * @throws BudgetSpent, or the SDK's errors once trying again as `patience` says does not help
 */
export function asker(client: OpenAI, model: string, meter: Meter, patience: Patience): Ask {
  let structured = true;

  /** One request, tried until it succeeds. */
  const create = async (
    request: OpenAI.Chat.ChatCompletionCreateParamsNonStreaming,
    output: number,
    signal?: AbortSignal,
  ) => {
    const countTokens = await loadTokenCounter();
    const input = OVERHEAD + request.messages.reduce((sum, m) => sum + countTokens(String(m.content)), 0);
    return retrying(
      () =>
        booked(
          meter,
          { input, output },
          () => client.chat.completions.create(request, { signal }),
          // A server that is merely compatible may leave anything out.
          (completion) => ({
            input: completion?.usage?.prompt_tokens ?? input,
            output: completion?.usage?.completion_tokens ?? output,
          }),
          signal,
        ),
      patience,
      signal,
    );
  };

  const complete = async (messages: Chat, topics: number, signal?: AbortSignal) => {
    // Room for a model that thinks first.
    const most = 2000 + 150 * topics;
    if (structured) {
      try {
        const response_format = zodResponseFormat(answerSchema, 'topic_names');
        return await create({ model, messages, response_format, max_completion_tokens: most }, most, signal);
      } catch (error) {
        if (!(error instanceof BadRequestError || error instanceof UnprocessableEntityError)) throw error;
      }
    }
    // The older name, which is what such servers know.
    const completion = await create({ model, messages, max_tokens: most }, most, signal);
    structured = false;
    return completion;
  };

  return async (requests, taken, signal) => {
    const messages: Chat = [
      { role: 'system', content: system },
      { role: 'user', content: promptFor(requests, taken) },
    ];
    for (let attempt = 0; attempt < 2; attempt++) {
      const completion = await complete(messages, requests.length, signal);
      const content = completion?.choices?.[0]?.message?.content ?? '';
      const parsed = answerSchema.safeParse(jsonIn(content));
      if (parsed.success) return new Map(parsed.data.topics.map((entry) => [entry.topic, entry]));
      messages.push(
        { role: 'assistant', content: content || '(nothing)' },
        {
          role: 'user',
          content: `That is not the JSON asked for: ${z.prettifyError(parsed.error)}. Answer again.`,
        },
      );
    }
    return new Map();
  };
}

/** The outermost object of a text, which plain servers like to wrap in words or a fence. */
function jsonIn(content: string): unknown {
  try {
    return JSON.parse(content.slice(content.indexOf('{'), content.lastIndexOf('}') + 1));
  } catch {
    return undefined;
  }
}
