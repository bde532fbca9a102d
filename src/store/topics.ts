import { and, eq, getTableColumns, inArray, notExists, sql } from 'drizzle-orm';
import { fromBinary } from './binary.ts';
import { lockTopics, withdrawNames } from './names.ts';
import { topicEvents, topicMembers, topicRuns, topics } from './schema.ts';
import type { Store } from './store.ts';

export type Topic = typeof topics.$inferSelect;
export type TopicMember = typeof topicMembers.$inferSelect;
export type TopicEvent = typeof topicEvents.$inferInsert;
export type TopicRun = typeof topicRuns.$inferSelect;

/** The last run of a workspace, if there was one. */
export async function loadRun(store: Store, workspace: string): Promise<TopicRun | undefined> {
  const [run] = await store.db.select().from(topicRuns).where(eq(topicRuns.workspace, workspace));
  return run;
}

const { centroid: _, ...besideCentroid } = getTableColumns(topics);

/** Every topic of the workspace, faded and merged ones too, but for where it is among the vectors. */
export const loadTopics = (store: Store, workspace: string): Promise<Omit<Topic, 'centroid'>[]> =>
  store.db.select(besideCentroid).from(topics).where(eq(topics.workspace, workspace)).orderBy(topics.id);

/** The same with their centroids, for those who compare vectors. */
export async function loadTopicsWhole(store: Store, workspace: string): Promise<Topic[]> {
  const { rows } = await store.pool.query<{ id: string; centroid: Buffer }>(
    'select id, vector_send(centroid) as centroid from topic where workspace = $1',
    [workspace],
  );
  const centroids = new Map(rows.map(({ id, centroid }) => [id, fromBinary(centroid)]));
  const known = await loadTopics(store, workspace);
  return known.flatMap((topic) => {
    const centroid = centroids.get(topic.id);
    return centroid ? [{ ...topic, centroid }] : [];
  });
}

/** Where the live topics of a workspace are among the vectors of an embedder. */
export async function loadShapes(
  store: Store,
  workspace: string,
  embedderId: string,
): Promise<Pick<Topic, 'id' | 'centroid' | 'radius'>[]> {
  const { rows } = await store.pool.query<{ id: string; centroid: Buffer; radius: number }>(
    `select id, vector_send(centroid) as centroid, radius from topic
     where workspace = $1 and embedder = $2 and state = 'live' order by id`,
    [workspace, embedderId],
  );
  return rows.map((row) => ({ ...row, centroid: fromBinary(row.centroid) }));
}

/** The columns of `topic_member tm` as a `TopicMember`. */
export const memberColumns = `tm.workspace, tm.message, tm.content_hash as "contentHash", tm.topic, tm.leaning,
  tm.nearest, tm.similarity, tm.conversation`;

/** Where the messages from `since` on stand. */
export async function loadMembers(store: Store, workspace: string, since: Date): Promise<TopicMember[]> {
  const { rows } = await store.pool.query<TopicMember>(
    `select ${memberColumns} from topic_member tm join message m on m.workspace = tm.workspace and m.id = tm.message
     where tm.workspace = $1 and m.ts >= $2`,
    [workspace, since],
  );
  return rows;
}

/** How many messages from `since` on there are, in how many topics, and how many are in none. */
export async function countMembers(
  store: Store,
  workspace: string,
  since: Date,
): Promise<{ messages: number; topics: number; unsorted: number }> {
  const { rows } = await store.pool.query<{ messages: number; topics: number; unsorted: number }>(
    `select count(*)::int as messages, count(distinct tm.topic)::int as topics,
       count(*) filter (where tm.topic is null)::int as unsorted
     from topic_member tm join message m on m.workspace = tm.workspace and m.id = tm.message
     where tm.workspace = $1 and m.ts >= $2`,
    [workspace, since],
  );
  return rows[0]!;
}

/** Those of `hashes` that no message of the workspace has any more: it was deleted or edited. */
export async function vanishedHashes(
  store: Store,
  workspace: string,
  hashes: readonly string[],
): Promise<Set<string>> {
  if (hashes.length === 0) return new Set();
  const { rows } = await store.pool.query<{ hash: string }>(
    `select hash from unnest($2::text[]) hash
     where not exists (select from message where workspace = $1 and content_hash = hash)`,
    [workspace, hashes],
  );
  return new Set(rows.map((row) => row.hash));
}

/**
 * Writes what a run found, all or nothing. Messages deleted meanwhile are left out, and topics without any message
 * end.
 *
 * @returns false, with nothing written, where another process has finished a run since `run` was begun.
 */
export function saveRun(
  store: Store,
  run: TopicRun,
  found: { topics: readonly Topic[]; members: readonly TopicMember[]; events: readonly TopicEvent[] },
): Promise<boolean> {
  return store.db.transaction(async (tx) => {
    await lockTopics(tx, run.workspace);
    const set = { ...run };
    const written = await tx
      .insert(topicRuns)
      .values(run)
      .onConflictDoUpdate({ target: topicRuns.workspace, set, setWhere: eq(topicRuns.run, run.run - 1) })
      .returning({ run: topicRuns.run });
    if (written.length === 0) return false;
    for (const slice of slices(found.topics, TOPICS_A_STATEMENT)) {
      const { workspace: _, id: __, pinned: ___, hidden: ____, ...changing } = getTableColumns(topics);
      await tx
        .insert(topics)
        .values(slice)
        .onConflictDoUpdate({
          target: [topics.workspace, topics.id],
          set: Object.fromEntries(
            Object.entries(changing).map(([key, column]) => [key, sql.raw(`excluded."${column.name}"`)]),
          ),
        });
    }
    for (const slice of slices(found.members, MEMBERS_A_STATEMENT))
      await saveMembers(tx, run.workspace, slice);
    for (const slice of slices(found.events, MEMBERS_A_STATEMENT)) await tx.insert(topicEvents).values(slice);
    // A message that a name was drawn from may have been deleted or edited while it was made.
    const drawnFrom = new Set(found.topics.flatMap((topic) => topic.labelledFrom));
    await withdrawNames(tx, run.workspace, [...drawnFrom]);
    await endEmptyTopics(tx, run.workspace);
    return true;
  });
}

/** A statement is held in memory several times on its way, and a topic has a vector. */
const TOPICS_A_STATEMENT = 50;
const MEMBERS_A_STATEMENT = 2_000;

function* slices<T>(rows: readonly T[], size: number): Generator<T[]> {
  for (let i = 0; i < rows.length; i += size) yield rows.slice(i, i + size);
}

type Writer = Pick<Store['db'], 'execute' | 'delete' | 'select'>;

/** Places messages; those that do not exist any more are left out. */
export async function saveMembers(
  db: Writer,
  workspace: string,
  members: readonly TopicMember[],
): Promise<void> {
  if (members.length === 0) return;
  const column = <K extends keyof TopicMember>(key: K) => sql.param(members.map((member) => member[key]));
  await db.execute(sql`
    insert into topic_member (workspace, message, content_hash, topic, leaning, nearest, similarity, conversation)
    select m.workspace, m.id, given.content_hash, given.topic, given.leaning, given.nearest, given.similarity, given.conversation
    from unnest(${column('message')}::text[], ${column('contentHash')}::text[], ${column('topic')}::text[], ${column('leaning')}::text[],
      ${column('nearest')}::text[], ${column('similarity')}::real[], ${column('conversation')}::text[])
      as given(message, content_hash, topic, leaning, nearest, similarity, conversation)
    join message m on m.workspace = ${workspace} and m.id = given.message
    for key share of m
    on conflict (workspace, message) do update set content_hash = excluded.content_hash, topic = excluded.topic, leaning = excluded.leaning,
      nearest = excluded.nearest, similarity = excluded.similarity, conversation = excluded.conversation`);
}

/** Removes topics of which no message is left, with all that was said about them; `among` some of them, if given. */
export async function endEmptyTopics(
  db: Writer,
  workspace: string,
  among?: readonly string[],
): Promise<void> {
  const members = db
    .select({ one: sql`1` })
    .from(topicMembers)
    .where(and(eq(topicMembers.workspace, topics.workspace), eq(topicMembers.topic, topics.id)));
  const ended = await db
    .delete(topics)
    .where(
      and(
        eq(topics.workspace, workspace),
        sql`${topics.state} <> 'merged'`,
        among && sql`${topics.id} = any(${sql.param([...among])}::text[])`,
        notExists(members),
      ),
    )
    .returning({ id: topics.id });
  if (ended.length === 0) return;
  const ids = ended.map((topic) => topic.id);
  await db.delete(topics).where(and(eq(topics.workspace, workspace), inArray(topics.mergedInto, ids)));
  await db
    .delete(topicEvents)
    .where(and(eq(topicEvents.workspace, workspace), inArray(topicEvents.topic, ids)));
}
