import { sql } from 'drizzle-orm';
import { tokenUse } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

/** Tokens that may be used in a day (UTC), counted where all processes see it. */
export interface TokenBudget {
  readonly perDay: number;
  /** Takes `tokens` from what is left of today, or takes nothing and answers false when they are more than that. */
  take(tokens: number): Promise<boolean>;
  /** Corrects what was taken once the real count is known: negative gives back. */
  correct(tokens: number): Promise<void>;
}

/** The budget of what `purpose` uses, kept in the database. */
export function tokenBudget(store: Pick<Store, 'db'>, purpose: string, perDay: number): TokenBudget {
  /** Adds to today's count in one statement, so that two processes never both take the last tokens. */
  const add = async (tokens: number, limit?: number) => {
    const day = new Date().toISOString().slice(0, 10);
    const total = sql<number>`${tokenUse.tokens} + ${tokens}`;
    const rows = await store.db
      .insert(tokenUse)
      .values({ purpose, day, tokens })
      .onConflictDoUpdate({
        target: [tokenUse.purpose, tokenUse.day],
        set: { tokens: total },
        ...(limit !== undefined && { setWhere: sql`${total} <= ${limit}` }),
      })
      .returning({ tokens: tokenUse.tokens });
    return rows.length > 0;
  };
  return {
    perDay,
    take: async (tokens) => tokens <= perDay && (await add(tokens, perDay)),
    correct: async (tokens) => void (await add(tokens)),
  };
}
