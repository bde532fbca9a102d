import { and, asc, desc, eq, gte, isNotNull, sql } from 'drizzle-orm';
import type { Config } from '../config.ts';
import { spending } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { monthOf, spentSince, today } from './ledger.ts';
import { inDollars } from './words.ts';

/** One row of the ledger: what one model was used for in one workspace on one day (UTC). */
export type Spending = typeof spending.$inferSelect;

/** The JSON of `cost --json`: newest day first. */
export interface CostResult {
  /** `2026-11-01`: from this day on. */
  since: string;
  rows: Spending[];
  /** US dollars, as far as prices are known, and tokens read and written. */
  total: { usd: number; input: number; output: number };
  /**
   * The calendar month (UTC), all workspaces together. `budgetUsd` is null where there is no bound; `refused` is set while
   * requests are refused because of it.
   */
  month: { usd: number; budgetUsd: number | null; refused: boolean };
}

/** The ledger of the last `days` days, today among them. */
export async function listSpending(
  store: Store,
  { budgetUsd }: Pick<Config, 'budgetUsd'>,
  { days, workspace }: { days: number; workspace?: string },
): Promise<CostResult> {
  const since = new Date(Date.now() - (days - 1) * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  const rows = await store.db
    .select()
    .from(spending)
    .where(
      and(
        gte(spending.day, since),
        sql`${spending.input} + ${spending.output} > 0`,
        workspace === undefined ? undefined : eq(spending.workspace, workspace),
      ),
    )
    .orderBy(desc(spending.day), asc(spending.workspace), asc(spending.purpose), asc(spending.model));
  const sum = (of: (row: Spending) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    since,
    rows,
    total: { usd: sum((r) => r.usd ?? 0), input: sum((r) => r.input), output: sum((r) => r.output) },
    month: await monthOfAll(store, budgetUsd),
  };
}

/** How the month stands, in a sentence: `$1.20 of $5.00 spent this month`. */
export function monthInWords({ usd, budgetUsd, refused }: CostResult['month']): string {
  if (budgetUsd === null) return `${inDollars(usd)} spent this month, without a bound`;
  const spent = `${inDollars(usd)} of ${inDollars(budgetUsd)} spent this month`;
  return refused ? `${spent}, and what is left is too little to go on before next month` : spent;
}

async function monthOfAll(store: Store, budgetUsd: number | undefined): Promise<CostResult['month']> {
  const since = monthOf(today());
  const refused = await store.db.$count(
    spending,
    and(gte(spending.day, since), isNotNull(spending.refusedAt)),
  );
  return {
    usd: await spentSince(store.db, since),
    budgetUsd: budgetUsd ?? null,
    refused: budgetUsd !== undefined && refused > 0,
  };
}
