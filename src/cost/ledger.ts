import { and, eq, gte, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import type { Config } from '../config.ts';
import { HubbubError } from '../errors.ts';
import { metrics } from '../metrics.ts';
import { spending } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { dollarsFor, type Price, priceOf, type Tokens } from './prices.ts';
import { inDollars } from './words.ts';

/** What tokens are used for: vectors of messages and of what people look for, names of topics, digests, `compare`. */
export type Purpose = 'messages' | 'queries' | 'names' | 'digests' | 'compare';

/** Who uses a model, and for what. */
export interface Account {
  /** Empty where it is for none, as when `doctor` tries whether a model answers. */
  workspace: string;
  purpose: Purpose;
  model: string;
  /** Tokens that this purpose may use in a day (UTC), over all workspaces. */
  tokensPerDay?: number;
}

/**
 * Stands between a caller and a model that costs money. What a request may cost at most is booked before it is sent,
 * in the database, where all processes see it; what it did cost takes its place afterwards. A process that dies in
 * between leaves the higher figure.
 *
 * @example
 * const receipt = await meter.reserve({ input: 1200, output: 300 });
 * const { usage } = await client.chat.completions.create(request);
 * await receipt.settle({ input: usage.prompt_tokens, output: usage.completion_tokens });
 */
export interface Meter {
  /** @throws BudgetSpent where it might cost more than what is left; nothing is booked then. */
  reserve(most: Tokens): Promise<Receipt>;
}

/** A request that has been booked. */
interface Receipt {
  /** Puts the real count in place of what was reserved; zeros where nothing was used. Never throws. */
  settle(used: Tokens): Promise<void>;
}

/** No paid model may be asked for now; what needs none goes on, and nothing is lost. */
export class BudgetSpent extends HubbubError {
  override name = 'BudgetSpent';
}

/** Share of the budget for all but look-ups, so that a long history does not leave people without answers. */
const SHARE = 0.95;

/** Books in the ledger of `store` within the bounds of `config`. */
export function meterFor(
  store: Pick<Store, 'db'>,
  config: Pick<Config, 'budgetUsd' | 'prices' | 'openai'>,
  account: Account,
): Meter {
  const price = priceOf(account.model, { prices: config.prices, baseUrl: config.openai?.baseUrl });
  const { tokensPerDay } = account;
  const budget = price && dollarsFor(price, { input: 1, output: 1 }) > 0 ? config.budgetUsd : undefined;
  return {
    async reserve(most) {
      if (config.budgetUsd !== undefined && !price) throw unpriced(account.model);
      const day = today();
      const refusal = await store.db.transaction(async (tx) => {
        if (budget !== undefined || tokensPerDay !== undefined) {
          // One at a time, so that two never both take what is left.
          await tx.execute(sql`select pg_advisory_xact_lock(hashtext('spending'))`);
          const tokens = tokensPerDay === undefined ? 0 : await tokensOf(tx, day, account.purpose);
          if (tokens + total(most) > (tokensPerDay ?? Number.POSITIVE_INFINITY))
            return dayIsSpent(tokensPerDay!);
          const share = account.purpose === 'queries' ? 1 : SHARE;
          if (
            budget !== undefined &&
            (await spentSince(tx, monthOf(day))) + dollarsFor(price!, most) > budget * share
          ) {
            await book(tx, account, day, price, { input: 0, output: 0 });
            await mark(tx, account, sql`now()`);
            return monthIsSpent(budget);
          }
          await mark(tx, account, null);
        }
        await book(tx, account, day, price, most);
      });
      if (refusal) throw refusal;
      return {
        async settle({ input, output }) {
          const { purpose } = account;
          metrics.tokens.inc({ purpose }, input + output);
          if (price) metrics.dollars.inc({ purpose }, dollarsFor(price, { input, output }));
          const difference = { input: input - most.input, output: output - most.output };
          // What was paid for must not be lost for the sake of the books; the reservation then stands for it.
          await book(store.db, account, day, price, difference).catch(() => {});
        },
      };
    },
  };
}

/** US dollars that all workspaces have spent since `day`, as far as prices are known. */
export async function spentSince(db: Pick<Store['db'], 'select'>, day: string): Promise<number> {
  const [row] = await db
    .select({ usd: sql<number>`coalesce(sum(${spending.usd}), 0)`.mapWith(Number) })
    .from(spending)
    .where(and(gte(spending.day, day), isNotNull(spending.usd)));
  return row!.usd;
}

/** Today, `2026-11-28`, and the first of a day's month. */
export const today = (): string => new Date().toISOString().slice(0, 10);
export const monthOf = (day: string): string => `${day.slice(0, 7)}-01`;

const total = ({ input, output }: Tokens) => input + output;

async function tokensOf(db: Pick<Store['db'], 'select'>, day: string, purpose: Purpose): Promise<number> {
  const [row] = await db
    .select({ tokens: sql<number>`coalesce(sum(${spending.input} + ${spending.output}), 0)`.mapWith(Number) })
    .from(spending)
    .where(and(eq(spending.day, day), eq(spending.purpose, purpose)));
  return row!.tokens;
}

async function book(
  db: Pick<Store['db'], 'insert'>,
  { workspace, purpose, model }: Account,
  day: string,
  price: Price | undefined,
  tokens: Tokens,
): Promise<void> {
  const usd = price ? dollarsFor(price, tokens) : null;
  await db
    .insert(spending)
    .values({ workspace, day, purpose, model, ...tokens, usd })
    .onConflictDoUpdate({
      target: [spending.workspace, spending.day, spending.purpose, spending.model],
      set: {
        input: sql`${spending.input} + excluded.input`,
        output: sql`${spending.output} + excluded.output`,
        // A price that became known in the course of the day counts from then on.
        usd: sql`case when excluded.usd is null then ${spending.usd} else coalesce(${spending.usd}, 0) + excluded.usd end`,
      },
    });
}

/** Notes, where it is not noted yet, whether requests of an account are refused. */
async function mark(db: Pick<Store['db'], 'update'>, account: Account, refusedAt: SQL | null): Promise<void> {
  const { workspace, purpose, model } = account;
  await db
    .update(spending)
    .set({ refusedAt })
    .where(
      and(
        eq(spending.workspace, workspace),
        gte(spending.day, monthOf(today())),
        eq(spending.purpose, purpose),
        eq(spending.model, model),
        refusedAt === null ? isNotNull(spending.refusedAt) : isNull(spending.refusedAt),
      ),
    );
}

const monthIsSpent = (budget: number) =>
  new BudgetSpent(
    `This month's budget of ${inDollars(budget)} for paid models is spent.`,
    'Messages are kept, and wait until next month (UTC). HUBBUB_BUDGET_USD allows more; HUBBUB_EMBEDDER=local and HUBBUB_LABELLER=keywords cost nothing.',
  );

const dayIsSpent = (tokens: number) =>
  new BudgetSpent(
    `Today's ${tokens.toLocaleString('en')} tokens for naming topics are spent.`,
    'Names come from keywords until tomorrow (UTC); HUBBUB_LABEL_TOKENS_PER_DAY allows more.',
  );

const unpriced = (model: string) =>
  new BudgetSpent(
    `HUBBUB_BUDGET_USD is set, but nobody knows what ${model} costs.`,
    `Set HUBBUB_PRICE_PER_MILLION_TOKENS=${model}=DOLLARS (0 where it is your own server), or unset HUBBUB_BUDGET_USD.`,
  );
