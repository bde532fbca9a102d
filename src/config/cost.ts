import { z } from 'zod';
import type { Price } from '../cost/prices.ts';

/** What models may cost. */
export interface CostConfig {
  /** US dollars that paid models may cost in a calendar month (UTC), all workspaces together; no bound without it. */
  budgetUsd?: number;
  /** Prices that the operator knows better, by model. */
  prices: Record<string, Price>;
}

/** `0.02`, or `0.75/4.50` for what is read and what is written. */
const price = /^\s*(\S+?)\s*=\s*\$?(\d+(?:\.\d+)?)(?:\/\$?(\d+(?:\.\d+)?))?\s*$/;

/** The settings about money, as they stand in .env. */
export const costSettings = {
  HUBBUB_BUDGET_USD: z
    .string()
    .regex(/^\$?\d+(\.\d+)?$/, { error: 'expects dollars a month such as 5 or 0.50' }),
  HUBBUB_PRICE_PER_MILLION_TOKENS: z
    .string()
    .refine((text) => text.split(',').every((part) => price.test(part)), {
      error: 'expects MODEL=DOLLARS or MODEL=DOLLARS/DOLLARS, for instance bge-m3=0.01, my-model=0.75/4.50',
    }),
};

/** Reads the settings about money, which `costSettings` has checked. */
export function costConfig(s: {
  HUBBUB_BUDGET_USD?: string;
  HUBBUB_PRICE_PER_MILLION_TOKENS?: string;
}): CostConfig {
  const prices = (s.HUBBUB_PRICE_PER_MILLION_TOKENS?.split(',') ?? []).map((part) => {
    const [, model, input, output = input] = price.exec(part)!;
    return [model!, { input: Number(input), output: Number(output) }] as const;
  });
  return {
    budgetUsd: s.HUBBUB_BUDGET_USD === undefined ? undefined : Number(s.HUBBUB_BUDGET_USD.replace('$', '')),
    prices: Object.fromEntries(prices),
  };
}
