import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base';
import type OpenAI from 'openai';

/** An error answer in OpenAI's form. */
export class Refusal extends Error {
  readonly status: number;
  readonly code?: string;
  constructor(status: number, message: string, code?: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface Answer {
  object: 'list';
  model: string;
  data: { object: 'embedding'; index: number; embedding: string | number[] }[];
  usage: { prompt_tokens: number; total_tokens: number };
}

const models = new Map([
  ['text-embedding-3-small', 1536],
  ['text-embedding-3-large', 3072],
  ['text-embedding-ada-002', 1536],
]);

/** Embeds as OpenAI would, with its limits (https://platform.openai.com/docs/api-reference/embeddings/create). */
export function embeddingsAnswer(
  body: Record<string, unknown>,
  options: { floatsOnly?: boolean; dimensions?: number },
): Answer {
  const { model, input, dimensions, encoding_format } = body as unknown as OpenAI.EmbeddingCreateParams;
  const full = models.get(model) ?? options.dimensions;
  if (!full) throw new Refusal(404, `The model \`${model}\` does not exist.`, 'model_not_found');
  if (dimensions !== undefined && (!model.startsWith('text-embedding-3') || dimensions > full))
    throw new Refusal(400, 'This model does not support specifying these dimensions.');
  const texts = [input].flat() as string[];
  const tokens = texts.map((text) => countTokens(text, { disallowedSpecial: new Set() }));
  const total = tokens.reduce((a, b) => a + b, 0);
  if (texts.length === 0 || texts.length > 2048)
    throw new Refusal(400, "'$.input' has a wrong number of items.");
  if (texts.includes('')) throw new Refusal(400, "'$.input' is invalid: it holds an empty string.");
  if (tokens.some((n) => n > 8192))
    throw new Refusal(400, "This model's maximum context length is 8192 tokens.");
  if (total > 300_000) throw new Refusal(400, 'Requested too many tokens, max 300000 tokens per request.');
  const data = texts.map((text, index) => {
    const vector = wordVector(text, dimensions ?? full);
    const embedding =
      encoding_format === 'base64' && !options.floatsOnly
        ? Buffer.from(vector.buffer).toString('base64')
        : Array.from(vector);
    return { object: 'embedding' as const, index, embedding };
  });
  return { object: 'list', model, data, usage: { prompt_tokens: total, total_tokens: total } };
}

/** The sum of a random vector for each word, on top of one that all texts share; of length 1. */
function wordVector(text: string, dimensions: number): Float32Array<ArrayBuffer> {
  const vector = new Float32Array(dimensions);
  for (const word of ['', ...(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text])]) {
    let state = [...word].reduce((hash, c) => Math.imul(hash ^ c.codePointAt(0)!, 16777619), 2166136261);
    for (let i = 0; i < dimensions; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      vector[i]! += state / 2 ** 31;
    }
  }
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}
