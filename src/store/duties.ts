import { and, eq, sql } from 'drizzle-orm';
import { duties } from './schema.ts';
import type { Store } from './store.ts';

/** What there is to do for one workspace. */
export interface Todo {
  workspace: string;
  /** Messages came or changed since embedding was last done with, or another embedder is to take over. */
  news: boolean;
  /** Everything was embedded once, and what came or changed since stands in line for it. */
  inLine: boolean;
  /** When they did, as PostgreSQL writes it: pass it on to `embeddingDone`. */
  until: string;
  /** Messages embedded or deleted since topics were last found. */
  waiting: number;
  /** How long ago that was by the database's clock, in milliseconds; null where it never was. */
  rested: number | null;
  /** Messages in the window then. */
  inRun: number;
}

/** Reads what is to be done from the database, so that any process can do it, whichever stored the messages. */
export async function todo(store: Store): Promise<Todo[]> {
  const { rows } = await store.pool.query<Todo>(
    `select w.id as workspace, e.done_at is null or e.done_at < w.updated_at or w.next_embedder is not null as news, w.updated_at::text as until,
       e.done_at is not null as "inLine",
       coalesce(t.waiting, 0) as waiting, (extract(epoch from now() - t.done_at) * 1000)::float8 as rested,
       coalesce(r.messages, 0) as "inRun"
     from workspace w left join duty e on e.workspace = w.id and e.name = 'embed'
       left join duty t on t.workspace = w.id and t.name = 'topics' left join topic_run r on r.workspace = w.id
     where e.done_at is null or e.done_at < w.updated_at or w.next_embedder is not null or t.waiting > 0 order by w.id`,
  );
  return rows;
}

/** All that had come up to `until` has been embedded, unless another embedder has taken over from `embedder` meanwhile. */
export async function embeddingDone(
  store: Store,
  workspace: string,
  { until, embedder }: { until: string; embedder: string },
): Promise<void> {
  await store.pool.query(
    `insert into duty (workspace, name, done_at)
     select id, 'embed', $2::timestamptz from workspace where id = $1 and embedder is not distinct from $3
     on conflict (workspace, name) do update set done_at = excluded.done_at`,
    [workspace, until, embedder],
  );
}

/** Every message is to be looked at again: there may be some without a vector that do not stand in line. */
export async function embedAnew(db: Pick<Store['db'], 'update'>, workspace: string): Promise<void> {
  await db
    .update(duties)
    .set({ doneAt: null })
    .where(and(eq(duties.name, 'embed'), eq(duties.workspace, workspace)));
}

/** So many messages more, new, changed or deleted, wait for topics to be found anew. */
export async function awaitTopics(
  db: Pick<Store['db'], 'insert'>,
  workspace: string,
  count: number,
): Promise<void> {
  await db
    .insert(duties)
    .values({ workspace, name: 'topics', waiting: count })
    .onConflictDoUpdate({
      target: [duties.workspace, duties.name],
      set: { waiting: sql`${duties.waiting} + excluded.waiting` },
    });
}

/** Topics were found in what there was, of which `count` messages had waited. */
export async function topicsDone(store: Store, workspace: string, count: number): Promise<void> {
  await store.db
    .insert(duties)
    .values({ workspace, name: 'topics', waiting: 0, doneAt: sql`now()` })
    .onConflictDoUpdate({
      target: [duties.workspace, duties.name],
      set: { waiting: sql`greatest(0, ${duties.waiting} - ${count})`, doneAt: sql`excluded.done_at` },
    });
}
