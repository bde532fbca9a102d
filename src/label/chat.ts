import type OpenAI from 'openai';
import { BadRequestError, UnprocessableEntityError } from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import type { LabelRequest } from './labeller.ts';
import { answerSchema, promptFor, system } from './prompt.ts';

type Chat = OpenAI.Chat.ChatCompletionMessageParam[];

/** What came back: a name and summary by the number of the topic, none for topics that the model left out. */
interface Answer {
  names: Map<number, { name: string; summary: string }>;
  /** Tokens used, as far as the server says. */
  tokens?: number;
}

/** Asks a model to name topics. An answer that does not fit is told so once; after that there are no names. */
export type Ask = (
  requests: readonly LabelRequest[],
  taken: readonly string[],
  signal?: AbortSignal,
) => Promise<Answer>;

/**
 * Asks through chat completions, with structured output where the server knows it: one that refuses such a request
 * is asked in plain words from then on, and its answer is checked all the same.
 *
 * @throws the SDK's errors, after the SDK's own retries (429 with Retry-After, 5xx, cut connections)
 */
export function asker(client: OpenAI, model: string): Ask {
  let structured = true;

  const complete = async (messages: Chat, topics: number, signal?: AbortSignal) => {
    if (structured) {
      try {
        return await client.chat.completions.create(
          {
            model,
            messages,
            response_format: zodResponseFormat(answerSchema, 'topic_names'),
            // Room for a model that thinks first.
            max_completion_tokens: 2000 + 150 * topics,
          },
          { signal },
        );
      } catch (error) {
        if (!(error instanceof BadRequestError || error instanceof UnprocessableEntityError)) throw error;
      }
    }
    const completion = await client.chat.completions.create({ model, messages }, { signal });
    structured = false;
    return completion;
  };

  return async (requests, taken, signal) => {
    const messages: Chat = [
      { role: 'system', content: system },
      { role: 'user', content: promptFor(requests, taken) },
    ];
    let tokens: number | undefined;
    for (let attempt = 0; attempt < 2; attempt++) {
      const completion = await complete(messages, requests.length, signal);
      // A server that is merely compatible may leave anything out.
      const content = completion?.choices?.[0]?.message?.content ?? '';
      const used = completion?.usage?.total_tokens;
      if (used !== undefined) tokens = (tokens ?? 0) + used;
      const parsed = answerSchema.safeParse(jsonIn(content));
      if (parsed.success)
        return { names: new Map(parsed.data.topics.map((entry) => [entry.topic, entry])), tokens };
      messages.push(
        { role: 'assistant', content: content || '(nothing)' },
        {
          role: 'user',
          content: `That is not the JSON asked for: ${z.prettifyError(parsed.error)}. Answer again.`,
        },
      );
    }
    return { names: new Map(), tokens };
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
