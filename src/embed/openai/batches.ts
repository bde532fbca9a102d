import { loadTokenCounter, SLICE } from '../../tokens.ts';

/** OpenAI's limits a request (https://platform.openai.com/docs/api-reference/embeddings/create). */
const MAX_TEXTS = 2048;
const MAX_TOKENS = 300_000;
const MAX_TOKENS_A_TEXT = 8191;

/** Texts of one request, and how many tokens they are at most. */
export interface Batch {
  texts: string[];
  tokens: number;
}

/**
 * Splits texts into requests that respect the server's limits, in order; a text that is too long loses its end.
 *
 * @example
 * for (const { texts } of await batchesOf(all)) await client.embeddings.create({ model, input: texts });
 */
export async function batchesOf(texts: readonly string[]): Promise<Batch[]> {
  const sound = texts.map((text) => text.toWellFormed());
  // A token is a byte at least. So small requests, such as a look-up's, need no tokenizer, whose tables take 45 MB.
  const bytes = sound.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes <= MAX_TOKENS_A_TEXT && sound.length <= MAX_TEXTS) return [{ texts: sound, tokens: bytes }];

  const countTokens = await loadTokenCounter();
  const batches: Batch[] = [];
  for (const text of sound) {
    const cut = truncate(text, countTokens);
    let batch = batches.at(-1);
    if (!batch || batch.texts.length === MAX_TEXTS || batch.tokens + cut.tokens > MAX_TOKENS) {
      batch = { texts: [], tokens: 0 };
      batches.push(batch);
    }
    batch.texts.push(cut.text);
    batch.tokens += cut.tokens;
  }
  return batches;
}

/** The text up to the last slice that fits, and its tokens: a few more than it really has, for the seams. */
function truncate(text: string, countTokens: (text: string) => number): { text: string; tokens: number } {
  let tokens = 0;
  for (let start = 0; start < text.length; start += SLICE) {
    const more = countTokens(text.slice(start, start + SLICE));
    if (tokens + more > MAX_TOKENS_A_TEXT) return { text: text.slice(0, start).toWellFormed(), tokens };
    tokens += more;
  }
  return { text, tokens };
}
