import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { HubbubError } from '../../errors.ts';
import { MalformedAnswer } from '../../openai/retry.ts';

/** Where was asked, for what. */
export interface Asked {
  /** Host and port of the server. */
  host: string;
  model: string;
}

/** Puts an error of the SDK into words: whose fault it is and what to do about it. */
export function explain(error: unknown, asked: Asked): unknown {
  if (error instanceof MalformedAnswer || error instanceof APIError) {
    const [what, fix] = wordsFor(error, asked);
    return new HubbubError(what, fix, { cause: error });
  }
  return error;
}

function wordsFor(error: MalformedAnswer | APIError, { host, model }: Asked): [string, string] {
  const instead = 'or set HUBBUB_EMBEDDER=local to do without a server.';
  if (error instanceof MalformedAnswer)
    return [
      `${host} answered, but not as an embeddings server does: ${error.message}.`,
      `Check that OPENAI_BASE_URL names an OpenAI-compatible server (it usually ends in /v1), ${instead}`,
    ];
  if (error instanceof APIConnectionTimeoutError)
    return [`${host} took too long to answer.`, `Try again later, ${instead}`];
  if (error instanceof APIConnectionError)
    return [
      `${host} cannot be reached (${reason(error)}).`,
      `Check the network and OPENAI_BASE_URL, and that the server is running, ${instead}`,
    ];
  if (error.status === 401 || error.status === 403)
    return [
      `OPENAI_API_KEY was refused by ${host} (${error.status}).`,
      `Make a new key in the provider's console and set OPENAI_API_KEY, ${instead}`,
    ];
  if (error.status === 404)
    return [
      `${host} has no model ${model} (404).`,
      `Name one that it has with HUBBUB_EMBEDDER=openai:MODEL; check OPENAI_BASE_URL, which usually ends in /v1; ${instead}`,
    ];
  if (error.code === 'insufficient_quota')
    return [
      `The account behind OPENAI_API_KEY has no credit left at ${host}.`,
      `Add credit or raise its limit in the provider's console, ${instead}`,
    ];
  if (error.status === 429)
    return [
      `${host} allows no more requests for now (429), even after waiting.`,
      `Run the command again later: what was embedded is kept. A higher rate limit helps, ${instead}`,
    ];
  if (error.status !== undefined && error.status < 500)
    return [
      `${host} refused to embed with ${model} (${excerpt(error.message)}).`,
      `Check the model and its dimensions in HUBBUB_EMBEDDER (openai:MODEL@DIMENSIONS), ${instead}`,
    ];
  return [
    `${host} failed (${excerpt(error.message)}).`,
    `It is not your fault: run the command again later, what was embedded is kept; ${instead}`,
  ];
}

/** What lies at the bottom of a failed connection: the system's own word for it, such as ECONNREFUSED, if it has one. */
function reason(error: Error): string {
  if (error.cause instanceof Error) return reason(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/** What a server says may be long and on many lines. */
const excerpt = (text: string) => text.replace(/\s+/g, ' ').slice(0, 200);
