import { type SQL, sql } from 'drizzle-orm';
import { UsageError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { sinceWhen } from '../topics/since.ts';
import type { Viewer } from '../viewer.ts';
import { findAuthors, findChannels, nameAtStart } from './names.ts';
import { visibleTo } from './visible.ts';

/** What a search is narrowed to, as people write it: names or ids, and times as `sinceWhen` reads them. */
export interface Filters {
  channels?: readonly string[];
  authors?: readonly string[];
  since?: string;
  before?: string;
}

/** The same looked up: ids, and moments. */
export interface Narrowing {
  channels?: readonly string[];
  authors?: readonly string[];
  from?: Date;
  to?: Date;
}

const FILTER = /(?<=^|\s)(in|from|since|before):(?=\S)/i;

/**
 * Takes the filters out of a query: `flaky in:#infra since:2w from:@ana`. A name may have spaces where it is known or
 * stands in quotes. What stands behind a colon and a space is text.
 *
 * @example
 * await takeFilters(store, viewer, 'from:@Ana Lima since:2w the key');
 * // { text: 'the key', filters: { authors: ['Ana Lima'], since: '2w' } }
 */
export async function takeFilters(
  store: Store,
  viewer: Viewer,
  query: string,
): Promise<{ text: string; filters: Filters }> {
  const channels: string[] = [];
  const authors: string[] = [];
  const times: Pick<Filters, 'since' | 'before'> = {};
  let text = '';
  let rest = query;
  for (let found = FILTER.exec(rest); found; found = FILTER.exec(rest)) {
    text += rest.slice(0, found.index);
    rest = rest.slice(found.index + found[0].length);
    const kind = found[1]!.toLowerCase() as 'in' | 'from' | 'since' | 'before';
    const quoted = /^[@#]?["“]([^"”]+)["”]/.exec(rest);
    const known = kind === 'in' || kind === 'from' ? await nameAtStart(store, viewer, kind, rest) : undefined;
    const [taken, value] = quoted ? [quoted[0], quoted[1]!] : known ? [known, known] : firstWord(rest);
    rest = rest.slice(taken.length);
    if (kind === 'in') channels.push(value);
    else if (kind === 'from') authors.push(value);
    else times[kind] = value;
  }
  const names = { ...(channels.length > 0 && { channels }), ...(authors.length > 0 && { authors }) };
  return { text: (text + rest).replace(/\s+/g, ' ').trim(), filters: { ...names, ...times } };
}

/** Both together: names add to names, the later time stands. */
export const joinFilters = (one: Filters, other: Filters): Filters => ({
  ...one,
  ...other,
  ...((one.channels || other.channels) && { channels: [...(one.channels ?? []), ...(other.channels ?? [])] }),
  ...((one.authors || other.authors) && { authors: [...(one.authors ?? []), ...(other.authors ?? [])] }),
});

const firstWord = (text: string): [string, string] => {
  const [word] = /^\S+/.exec(text)!;
  return [word, word];
};

/**
 * Looks up what filters name. Several channels, or several people, mean any of them.
 *
 * @throws UsageError for a name or time that is none, with what comes close.
 */
export async function narrow(store: Store, viewer: Viewer, filters: Filters): Promise<Narrowing> {
  const { since, before } = filters;
  const newest = since || before ? await newestOf(store, viewer) : new Date();
  const narrowing: Narrowing = {
    ...(filters.channels && { channels: await findChannels(store, viewer, filters.channels) }),
    ...(filters.authors && { authors: await findAuthors(store, viewer, filters.authors) }),
    ...(since && { from: sinceWhen(since, newest) }),
    ...(before && { to: sinceWhen(before, newest, { end: true }) }),
  };
  if (narrowing.from && narrowing.to && narrowing.from >= narrowing.to)
    throw new UsageError(
      `Nothing is both since ${since} and before ${before}.`,
      'Turn the two around, for instance since:4w before:2w.',
    );
  return narrowing;
}

async function newestOf(store: Store, viewer: Viewer): Promise<Date> {
  const { rows } = await store.db.execute<{ newest: number | null }>(sql`
    select (extract(epoch from max(ts)) * 1000)::float8 as newest from message
    where workspace = ${viewer.workspace} and ${visibleTo(viewer)}`);
  return new Date(rows[0]!.newest ?? Date.now());
}

/** A condition on rows of `message` or `embedding`: what `viewer` may read, narrowed. Put it before any ranking. */
export function within(viewer: Viewer, { channels, authors, from, to }: Narrowing, table: Table): SQL {
  const conditions = [sql`workspace = ${viewer.workspace}`, visibleTo(viewer)];
  if (channels) conditions.push(sql`channel = any(${sql.param([...channels])}::text[])`);
  if (from) conditions.push(sql`ts >= ${from}`);
  if (to) conditions.push(sql`ts < ${to}`);
  if (authors) {
    const theirs = sql`author = any(${sql.param([...authors])}::text[])`;
    conditions.push(
      table === 'message'
        ? theirs
        : sql`message in (select id from message where workspace = ${viewer.workspace} and ${theirs})`,
    );
  }
  return sql.join(conditions, sql` and `);
}

type Table = 'message' | 'embedding';
