import { type SQL, sql } from 'drizzle-orm';
import { distance } from 'fastest-levenshtein';
import { UsageError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import { visibleTo } from './visible.ts';

interface Named {
  id: string;
  name: string;
}

/** So many are proposed for a name that is unknown. */
const PROPOSED = 3;

/** Ids of the channels that `names` (names or ids, with or without #) mean to `viewer`. */
export async function findChannels(
  store: Store,
  viewer: Viewer,
  names: readonly string[],
): Promise<string[]> {
  const known = await named(store, channelsOf(viewer));
  return names.flatMap((name) => {
    const found = matches(known, name.replace(/^#/, ''));
    if (found.length > 0) return found;
    throw unknown(`There is no channel ${name} that you may read.`, 'in:#', known, name);
  });
}

/** Ids of the people that `names` (names or ids, with or without @) mean, among those whose messages `viewer` may read. */
export async function findAuthors(store: Store, viewer: Viewer, names: readonly string[]): Promise<string[]> {
  const known = await named(store, authorsOf(viewer));
  return names.flatMap((name) => {
    const bare = name.replace(/^@/, '');
    const whole = matches(known, bare);
    // Ana for Ana Lima, where there is no other Ana.
    const first = known.filter((one) => one.name.toLowerCase().split(/\s+/)[0] === bare.toLowerCase());
    const found = whole.length > 0 ? whole : first.length === 1 ? [first[0]!.id] : [];
    if (found.length > 0) return found;
    throw unknown(
      `There is nobody called ${name} whose messages you may read.`,
      'from:@',
      first.length > 1 ? first : known,
      name,
    );
  });
}

/** The longest known name that `text` begins with, where it has spaces in it; a # or @ before it is taken along. */
export async function nameAtStart(
  store: Store,
  viewer: Viewer,
  kind: 'in' | 'from',
  text: string,
): Promise<string | undefined> {
  if (!/\s/.test(text)) return undefined;
  const typed = text.replace(/^[@#]/, '').toLowerCase();
  const all = kind === 'in' ? channelsOf(viewer) : authorsOf(viewer);
  const { rows } = await store.db.execute<{ name: string }>(sql`
    select name from (${all}) known
    where starts_with(${typed}, lower(name)) and substr(${typed}, length(name) + 1, 1) in ('', ' ', ${'\n'})
    order by length(name) desc limit 1`);
  const name = rows[0]?.name;
  return name?.includes(' ') ? text.slice(0, name.length + (text.length - typed.length)) : undefined;
}

const channelsOf = (viewer: Viewer): SQL => sql`
  select id, coalesce(name, id) as name from channel
  where workspace = ${viewer.workspace} and ${viewer.channels === 'all' ? sql`true` : sql`id = any(${sql.param([...viewer.channels])}::text[])`}`;

const authorsOf = (viewer: Viewer): SQL => sql`
  select id, coalesce(name, id) as name from author a
  where workspace = ${viewer.workspace} and exists (
    select from message m where m.workspace = a.workspace and m.author = a.id and ${visibleTo(viewer)})`;

async function named(store: Store, all: SQL): Promise<Named[]> {
  const { rows } = await store.db.execute<Named & Record<string, unknown>>(sql`${all} order by id`);
  return rows;
}

function matches(known: readonly Named[], wanted: string): string[] {
  const byId = known.filter(({ id }) => id === wanted);
  const lower = wanted.toLowerCase();
  return (byId.length > 0 ? byId : known.filter(({ name }) => name.toLowerCase() === lower)).map(
    ({ id }) => id,
  );
}

function unknown(what: string, prefix: string, known: readonly Named[], wanted: string): UsageError {
  const lower = wanted.replace(/^[@#]/, '').toLowerCase();
  const ranked = known
    .map(({ name }) => ({ name, away: awayFrom(name.toLowerCase(), lower) }))
    .sort((a, b) => a.away - b.away || (a.name < b.name ? -1 : 1));
  const near = [...new Set(ranked.map(({ name }) => prefix + (/\s/.test(name) ? `"${name}"` : name)))];
  const proposed = near.slice(0, PROPOSED).join(' or ');
  const asText = `A space behind the colon makes it text.`;
  return new UsageError(what, proposed ? `Do you mean ${proposed}? ${asText}` : asText);
}

/** Edits from one name to the other; a name that begins with what was typed is nearly it. */
const awayFrom = (name: string, typed: string) => (name.startsWith(typed) ? 0.5 : distance(name, typed));
