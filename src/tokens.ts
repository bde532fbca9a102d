/** Characters tokenized at a time: the tokenizer's time grows with the square of an unbroken run. */
export const SLICE = 500;

/**
 * Loads OpenAI's tokenizer (cl100k_base; newer encodings count a little less). Its tables take 45 MB, so it is loaded
 * only where tokens matter. A count may be a few tokens too high, for the seams between slices.
 *
 * @example
 * const countTokens = await loadTokenCounter();
 * countTokens('How do I rotate the staging keys?'); // 8
 */
export async function loadTokenCounter(): Promise<(text: string) => number> {
  const { countTokens } = await import('gpt-tokenizer/encoding/cl100k_base');
  return (text) => {
    let tokens = 0;
    for (let start = 0; start < text.length; start += SLICE) {
      const slice = text.slice(start, start + SLICE).toWellFormed();
      // People may well write `<|endoftext|>`; here it is text like any other.
      tokens += countTokens(slice, { disallowedSpecial: new Set() });
    }
    return tokens;
  };
}
