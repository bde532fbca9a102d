/**
 * Dollars for people: cents for what is a cent or more, two digits that count below it.
 *
 * @example
 * inDollars(12.3); // $12.30
 * inDollars(0.000413); // $0.00041
 */
export function inDollars(usd: number): string {
  if (usd === 0) return '$0';
  if (Math.abs(usd) >= 0.01)
    return `$${usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  return `$${usd.toLocaleString('en', { maximumSignificantDigits: 2 })}`;
}

const number = new Intl.NumberFormat('en');

/** `1,234 tokens`, rounded to what an estimate can know where `about` is set. */
export const inTokens = (tokens: number, about = false): string =>
  `${number.format(about ? Number(tokens.toPrecision(2)) : tokens)} tokens`;
