import { APIConnectionError, APIError } from 'openai';
import { HubbubError } from '../errors.ts';

/** Puts an error of the SDK into words: whose fault it is and what to do. */
export function explain(error: unknown, model: string): HubbubError {
  if (error instanceof HubbubError) return error;
  const [what, fix] = wordsFor(error, model);
  return new HubbubError(what, fix, { cause: error });
}

function wordsFor(error: unknown, model: string): [string, string] {
  const keywords = 'set HUBBUB_LABELLER=keywords to do without a model.';
  if (error instanceof APIConnectionError)
    return [
      `The server that names topics did not answer (${error.message}).`,
      `Check OPENAI_BASE_URL and the network, or ${keywords}`,
    ];
  if (!(error instanceof APIError))
    return [`Naming topics with ${model} failed (${String(error)}).`, `Try again later, or ${keywords}`];
  if (error.status === 401 || error.status === 403)
    return [
      `The key was refused when asking ${model} for names (${error.status}).`,
      `Set OPENAI_API_KEY to a key that may use this model, or ${keywords}`,
    ];
  if (error.status === 404)
    return [
      `The server knows no model ${model}.`,
      `Name one that it has with HUBBUB_LABELLER=openai:MODEL, or ${keywords}`,
    ];
  if (error.status === 429)
    return [
      `${model} may not be asked any more for now (429).`,
      `Wait, or check the limits and the balance of the account; or ${keywords}`,
    ];
  return [
    `The server that names topics failed (${error.status ?? error.message}).`,
    `It is not your fault; try again later, or ${keywords}`,
  ];
}
