import type OpenAI from 'openai';
import { BadRequestError, UnprocessableEntityError } from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import type { Meter } from '../cost/ledger.ts';
import { loadTokenCounter } from '../tokens.ts';
import { booked } from './booked.ts';
import { type Patience, retrying } from './retry.ts';

type Chat = OpenAI.Chat.ChatCompletionMessageParam[];

/** What is asked of a model. */
interface Question<T> {
  /** Every instruction there is; it holds nothing that people wrote. */
  system: string;
  /** The data that it is about. */
  data: string;
  /** What the answer must be. */
  schema: z.ZodType<T>;
  /** Of the schema, as the server is told. */
  name: string;
  /** Tokens of the answer at most. */
  most: number;
}

/** Answers undefined where the model has twice answered something else than was asked for. */
export type AskModel = <T>(question: Question<T>, signal?: AbortSignal) => Promise<T | undefined>;

/** Tokens of the JSON schema and of what stands around each message. */
const OVERHEAD = 200;

/**
 * Asks through chat completions, with structured output where the server knows it: one that refuses such a request
 * is asked in plain words from then on, and its answer is checked all the same. Every request is booked with `meter`.
 *
 * @param client with its own retries turned off
 * @throws BudgetSpent, or the SDK's errors once trying again as `patience` says does not help
 */
export function modelAsker(client: OpenAI, model: string, meter: Meter, patience: Patience): AskModel {
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

  const complete = async <T>(messages: Chat, { schema, name, most }: Question<T>, signal?: AbortSignal) => {
    if (structured) {
      try {
        const response_format = zodResponseFormat(schema, name);
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

  return async (question, signal) => {
    const messages: Chat = [
      { role: 'system', content: question.system },
      { role: 'user', content: question.data },
    ];
    for (let attempt = 0; attempt < 2; attempt++) {
      const completion = await complete(messages, question, signal);
      const content = completion?.choices?.[0]?.message?.content ?? '';
      const parsed = question.schema.safeParse(jsonIn(content));
      if (parsed.success) return parsed.data;
      messages.push(
        { role: 'assistant', content: content || '(nothing)' },
        {
          role: 'user',
          content: `That is not the JSON asked for: ${z.prettifyError(parsed.error)}. Answer again.`,
        },
      );
    }
    return undefined;
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
