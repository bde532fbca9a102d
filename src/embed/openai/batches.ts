import { loadTokenCounter, SLICE } from '../../tokens.ts';

/** OpenAI's limits a request (https://platform.openai.com/docs/api-reference/embeddings/create). */
const MAX_TEXTS = 2048;
const MAX_TOKENS = 300_000;
const MAX_TOKENS_A_TEXT = 8191;

/**
 * Splits texts into requests that respect the server's limits, in order; a text that is too long loses its end.
 *
 * @example
 * for (const batch of await batchesOf(texts)) await client.embeddings.create({ model, input: batch });
 */
export async function batchesOf(texts: readonly string[]): Promise<string[][]> {
  const sound = texts.map((text) => text.toWellFormed());
  // A token is a byte at least. So small requests, such as a look-up's, need no tokenizer, whose tables take 45 MB.
  const bytes = sound.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes <= MAX_TOKENS_A_TEXT && sound.length <= MAX_TEXTS) return [sound];

  const countTokens = await loadTokenCounter();
  const batches: string[][] = [];
  let tokens = 0;
  for (const text of sound) {
    const cut = truncate(text, countTokens);
    if (batches.length === 0 || batches.at(-1)!.length === MAX_TEXTS || tokens + cut.tokens > MAX_TOKENS) {
      batches.push([]);
      tokens = 0;
    }
    batches.at(-1)!.push(cut.text);
    tokens += cut.tokens;
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
