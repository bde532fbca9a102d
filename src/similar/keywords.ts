import { sql } from 'drizzle-orm';
import type { Ranked, Reach } from './candidates.ts';
import { within } from './filters.ts';
import { type Keyword, tsquery } from './terms.ts';

/** A message found by keyword. */
export interface RankedByKeyword extends Ranked {
  /** How much of the query's keywords it has, each weighed by how rare it is: 0 to 1. */
  share: number;
  /** It has every keyword, or one that is code. */
  literal: boolean;
}

/**
 * Saturation and length normalisation of BM25, as usual (Robertson and Zaragoza 2009). How often a word occurs in a
 * message is left out: chat messages are short.
 */
const k1 = 1.2;
const b = 0.75;
/** A sum of all weights, but for rounding. */
const ALL = 0.999;

/**
 * The `limit` embedded messages within reach that have most of the keywords, the rare ones counting more (BM25). How rare a word is
 * is read off what is within reach.
 *
 * @param total how many messages are within reach, roughly
 * @param required keywords of which a message must have one to be looked at
 */
export async function byKeywords(
  reach: Reach,
  vector: string,
  keywords: readonly Keyword[],
  required: string,
  total: number,
  limit: number,
): Promise<RankedByKeyword[]> {
  const { store, embedder, viewer, narrowing, except } = reach;
  const has = keywords.map((one) => sql`(words @@ to_tsquery('simple', ${tsquery(one)}))::int`);
  const sum = (of: (i: number) => ReturnType<typeof sql>) =>
    sql.join(
      keywords.map((_, i) => of(i + 1)),
      sql` + `,
    );
  const weights = keywords.map(
    // What nobody says distinguishes nothing.
    (_, i) =>
      sql`coalesce(ln(1 + ${Math.max(total, 1)}::float8 / nullif(sum(has[${i + 1}::int]), 0)::float8), 0)`,
  );
  const codes = keywords.flatMap(({ code }, i) => (code ? [sql`has[${i + 1}::int] = 1`] : []));
  const literal = codes.length > 0 ? sql`(${sql.join(codes, sql` or `)})` : sql`false`;
  const { rows } = await store.db.execute<RankedByKeyword & Record<string, unknown>>(sql`
    with found as materialized (
      select id, length(words)::float8 as length, array[${sql.join(has, sql`, `)}] as has from message
      where words @@ to_tsquery('simple', ${required}) and ${within(viewer, narrowing, 'message')}
        and id <> all(${sql.param([...except])}::text[])),
    rare as (select array[${sql.join(weights, sql`, `)}] as weight, avg(length) as length from found),
    scored as (
      select found.id,
        (${sum((i) => sql`has[${i}::int] * weight[${i}::int]`)}) * ${k1 + 1} / (1 + ${k1} * (${1 - b} + ${b} * found.length / rare.length)) as score,
        (${sum((i) => sql`has[${i}::int] * weight[${i}::int]`)}) / (${sum((i) => sql`weight[${i}::int]`)}) as share,
        ${literal} as literal
      from found cross join rare),
    best as materialized (
      select * from scored where exists (select from embedding e
        where e.workspace = ${viewer.workspace} and e.message = scored.id and e.embedder = ${embedder.id})
      order by score desc, id limit ${limit})
    select best.id, -(e.vector <#> ${vector}::vector) as similarity, share, share > ${ALL} or literal as literal
    from best join embedding e on e.workspace = ${viewer.workspace} and e.message = best.id and e.embedder = ${embedder.id}
    order by score desc, best.id`);
  return rows;
}
