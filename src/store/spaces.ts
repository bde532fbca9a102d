import { and, eq, sql } from 'drizzle-orm';
import { embedAnew } from './duties.ts';
import { calibrations, setAside, workspaces } from './schema.ts';
import type { Store } from './store.ts';

/** Which vectors answer in a workspace, and which are being filled in to take their place: ids of embedders. */
export interface Spaces {
  /** Null before anything was embedded. */
  answers: string | null;
  next: string | null;
}

/** As recorded; of a workspace from before this was recorded, as its vectors and topics tell. */
export async function spacesOf(store: Store, workspace: string): Promise<Spaces> {
  const [row] = await store.db
    .select({ answers: workspaces.embedder, next: workspaces.nextEmbedder })
    .from(workspaces)
    .where(eq(workspaces.id, workspace));
  return row?.answers ? row : { answers: await embedderInUse(store, workspace), next: null };
}

/**
 * Records that `wanted` is to answer: at once where it answers already or there is no other vector, else when its
 * vectors are complete. Say it once a process: afterwards go by `spacesOf`, so that processes with different settings
 * do not undo each other's work for ever.
 */
export async function wantSpace(store: Store, workspace: string, wanted: string): Promise<Spaces> {
  const before = await spacesOf(store, workspace);
  const answers = before.answers ?? wanted;
  const empty = answers !== wanted && !(await hasVectors(store, workspace, answers));
  const next = empty || answers === wanted ? null : wanted;
  const set = { embedder: empty ? wanted : answers, nextEmbedder: next };
  // Nothing happens where another process has switched since.
  const same =
    before.answers === null
      ? sql`true`
      : sql`coalesce(${workspaces.embedder}, ${before.answers}) = ${before.answers}`;
  await store.db
    .update(workspaces)
    .set(set)
    .where(and(eq(workspaces.id, workspace), same));
  if (empty) await embedAnew(store.db, workspace);
  return spacesOf(store, workspace);
}

/** Lets the vectors that were filled in answer from now on; false where another process was faster. */
export async function switchSpace(store: Store, workspace: string, next: string): Promise<boolean> {
  const switched = await store.db
    .update(workspaces)
    .set({ embedder: next, nextEmbedder: null, switchedAt: sql`now()` })
    .where(and(eq(workspaces.id, workspace), eq(workspaces.nextEmbedder, next)))
    .returning({ id: workspaces.id });
  if (switched.length > 0) {
    // What the old one refused, the new one may take.
    await store.db.delete(setAside).where(and(eq(setAside.workspace, workspace), eq(setAside.step, 'embed')));
    await embedAnew(store.db, workspace);
  }
  return switched.length > 0;
}

/** Vectors that answered are kept so many minutes after the switch, for look-ups that were under way. */
const GRACE = 10;
const ROWS_A_STATEMENT = 5_000;

/**
 * Drops vectors that neither answer nor are being filled in, and what is known of their similarities. They stay in the
 * cache of embeddings, so that going back costs nothing for as long as it keeps them.
 *
 * @param grace minutes that must have passed since the switch
 */
export async function dropOldSpaces(
  store: Store,
  workspace: string,
  { signal, grace = GRACE }: { signal?: AbortSignal; grace?: number } = {},
): Promise<void> {
  const [row] = await store.db
    .select({ answers: workspaces.embedder, next: workspaces.nextEmbedder })
    .from(workspaces)
    .where(
      and(
        eq(workspaces.id, workspace),
        sql`coalesce(${workspaces.switchedAt} < now() - make_interval(mins => ${grace}), true)`,
      ),
    );
  if (!row?.answers) return;
  for (const embedder of await embeddersOf(store, workspace)) {
    if (embedder === row.answers || embedder === row.next) continue;
    await store.db
      .delete(calibrations)
      .where(and(eq(calibrations.workspace, workspace), eq(calibrations.embedder, embedder)));
    for (let dropped = ROWS_A_STATEMENT; dropped === ROWS_A_STATEMENT && !signal?.aborted; ) {
      const { rowCount } = await store.pool.query(
        `delete from embedding where workspace = $1 and embedder = $2 and message in
           (select message from embedding where workspace = $1 and embedder = $2 limit $3)`,
        [workspace, embedder, ROWS_A_STATEMENT],
      );
      dropped = rowCount ?? 0;
    }
  }
}

/** Before it was recorded, the embedder of the last topics answered, or the one that there are vectors of. */
async function embedderInUse(store: Store, workspace: string): Promise<string | null> {
  const { rows } = await store.pool.query<{ embedder: string }>(
    'select embedder from topic_run where workspace = $1',
    [workspace],
  );
  const known = await embeddersOf(store, workspace);
  return known.find((embedder) => embedder === rows[0]?.embedder) ?? known[0] ?? null;
}

/** Whose vectors there are. Jumps from one to the next in the index, for there may be a million vectors of each. */
async function embeddersOf(store: Store, workspace: string): Promise<string[]> {
  const { rows } = await store.pool.query<{ embedder: string }>(
    `with recursive known as (
       (select embedder from embedding where workspace = $1 order by embedder limit 1)
       union all
       select (select e.embedder from embedding e where e.workspace = $1 and e.embedder > known.embedder
               order by e.embedder limit 1)
       from known where known.embedder is not null)
     select embedder from known where embedder is not null`,
    [workspace],
  );
  return rows.map((row) => row.embedder);
}

async function hasVectors(store: Store, workspace: string, embedder: string): Promise<boolean> {
  return (await embeddersOf(store, workspace)).includes(embedder);
}
