/** US dollars for a million tokens that a model reads (`input`) and that it writes (`output`). */
export interface Price {
  input: number;
  output: number;
}

/** Tokens that a model reads and writes. */
export interface Tokens {
  input: number;
  output: number;
}

/** OpenAI's standard prices, https://platform.openai.com/docs/pricing; embeddings write nothing. */
const PRICES: Record<string, Price> = {
  'text-embedding-3-small': { input: 0.02, output: 0 },
  'text-embedding-3-large': { input: 0.13, output: 0 },
  'text-embedding-ada-002': { input: 0.1, output: 0 },
  'gpt-5.4': { input: 2.5, output: 15 },
  'gpt-5.4-mini': { input: 0.75, output: 4.5 },
  'gpt-5.4-nano': { input: 0.2, output: 1.25 },
  'gpt-5': { input: 1.25, output: 10 },
  'gpt-5-mini': { input: 0.25, output: 2 },
  'gpt-5-nano': { input: 0.05, output: 0.4 },
  'gpt-4.1': { input: 2, output: 8 },
  'gpt-4.1-mini': { input: 0.4, output: 1.6 },
  'gpt-4.1-nano': { input: 0.1, output: 0.4 },
  'gpt-4o': { input: 2.5, output: 10 },
  'gpt-4o-mini': { input: 0.15, output: 0.6 },
};

/**
 * What a model costs: as the operator says, else by the table above whoever serves it (a gateway passes the bill on),
 * else nothing on this machine or in its private network. Undefined where nobody knows.
 *
 * @example
 * priceOf('text-embedding-3-small', { prices: {} }); // { input: 0.02, output: 0 }
 * priceOf('bge-m3', { prices: {}, baseUrl: 'http://localhost:11434/v1' }); // { input: 0, output: 0 }
 */
export function priceOf(
  model: string,
  { prices, baseUrl }: { prices: Record<string, Price>; baseUrl?: string },
): Price | undefined {
  const undated = model.replace(/-\d{4}-\d\d-\d\d$/, '');
  const known = prices[model] ?? prices[undated] ?? PRICES[undated];
  return known ?? (baseUrl && isPrivate(new URL(baseUrl).hostname) ? { input: 0, output: 0 } : undefined);
}

/** US dollars for so many tokens. */
export const dollarsFor = (price: Price, { input, output }: Tokens): number =>
  (price.input * input + price.output * output) / 1e6;

/** This machine, a private network (RFC 1918, 4193), or a name without a dot, such as of another container. */
const isPrivate = (host: string): boolean =>
  !/[.:]/.test(host) ||
  /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^\[(::1|f[cd].*)\]$|\.(local|internal|lan)$/.test(host);
