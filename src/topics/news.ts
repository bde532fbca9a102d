import type { Store } from '../store/store.ts';
import type { TopicRun } from '../store/topics.ts';

/**
 * So many new messages are worth finding topics anew: 200, or a tenth of what the last run saw where that is fewer.
 * Until then they only join the topics that there are.
 */
export const enoughNew = (messagesInRun: number): number => Math.min(200, messagesInRun * 0.1);

/** What is in a window beside what its last run saw. */
export interface News {
  /** Messages that came since that run, whether they have joined a topic or not. */
  arrived: number;
  /** Ids of those that have no place yet. */
  unplaced: string[];
  /** Something that the run saw was edited or deleted, so that names may be drawn from what is gone. */
  altered: boolean;
}

/** Compares the window with what its last run saw. */
export async function newsSince(
  store: Store,
  { workspace, to }: Pick<TopicRun, 'workspace' | 'to'>,
  size: number,
): Promise<News> {
  const { rows } = await store.pool.query<News>(
    `with seen as (
       select m.id, m.ts, m.content_hash, tm.content_hash as placed
       from (select id, ts, content_hash from message where workspace = $1 order by ts desc, id desc limit $2) m
       left join topic_member tm on tm.workspace = $1 and tm.message = m.id)
     select count(*) filter (where placed is null or ts > $3)::int as arrived,
       coalesce(array_agg(id) filter (where placed is null), '{}') as unplaced,
       count(*) filter (where placed <> content_hash) > 0 or exists (
         select from topic, unnest(labelled_members) hash
         where workspace = $1 and not exists (select from message where workspace = $1 and content_hash = hash)
       ) as altered
     from seen`,
    [workspace, size, to],
  );
  return rows[0]!;
}
