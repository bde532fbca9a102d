import { sql } from 'drizzle-orm';
import { HubbubError } from '../errors.ts';
import { bringMapUpToDate } from '../map/current.ts';
import { visibleTo } from '../similar/visible.ts';
import { readVectors } from '../store/copy.ts';
import type { Store } from '../store/store.ts';
import { loadRun } from '../store/topics.ts';
import { listTopics } from '../topics/list.ts';
import { row } from '../topics/matrix.ts';
import type { Viewer } from '../viewer.ts';

/** A message as it is exported: everything that notebooks and viewers ask for. */
export interface ExportRow {
  id: string;
  channel: string;
  author: string;
  /** ISO 8601. */
  time: string;
  text: string;
  /** Name of its topic; empty where it is in none. */
  topic: string;
  topicId: string;
  permalink: string;
  /** Where it stands on the map; null where that does not reach back so far. */
  x: number | null;
  y: number | null;
}

/** Rows, and their vectors in the same order where they were asked for. */
export interface ExportPage {
  rows: ExportRow[];
  vectors?: Float32Array[];
}

const PAGE = 1_000;

/**
 * All messages that `viewer` may read and that have been embedded, oldest first, a page at a time: what is held in memory does not
 * grow with their number.
 *
 * @throws HubbubError where there are no topics yet.
 */
export async function* exportRows(
  store: Store,
  viewer: Viewer,
  { vectors, signal }: { vectors: boolean; signal?: AbortSignal },
): AsyncGenerator<ExportPage> {
  const run = await loadRun(store, viewer.workspace);
  if (!run)
    throw new HubbubError(
      'There is nothing to export yet.',
      'Import an export, or let Hubbub collect some messages first.',
    );
  await bringMapUpToDate(store, run);
  const { topics } = await listTopics(store, viewer, { since: 'all' });
  const labels = new Map(topics.map(({ id, label }) => [id, label]));
  let after = { time: '', id: '' };
  for (;;) {
    signal?.throwIfAborted();
    const found = await pageAfter(store, viewer, run.embedder, after);
    if (found.length === 0) return;
    after = found.at(-1)!;
    const rows = found.map(({ topic, ...rest }): ExportRow => {
      const label = labels.get(topic ?? '');
      return { ...rest, topic: label ?? '', topicId: label === undefined ? '' : topic! };
    });
    if (!vectors) yield { rows };
    else {
      const ids = rows.map(({ id }) => id);
      const matrix = await readVectors(store, viewer.workspace, run.embedder, ids);
      yield { rows, vectors: rows.map((_, i) => row(matrix, i)) };
    }
  }
}

type Stored = Omit<ExportRow, 'topic' | 'topicId'> & { topic: string | null };

async function pageAfter(
  store: Store,
  viewer: Viewer,
  embedder: string,
  after: { time: string; id: string },
): Promise<Stored[]> {
  const { rows } = await store.db.execute<Stored & Record<string, unknown>>(sql`
    select m.id, coalesce(c.name, m.channel) as channel, coalesce(a.name, m.author) as author,
      to_char(m.ts at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as time, m.text,
      coalesce(m.permalink, '') as permalink, tm.topic, p.x, p.y
    from (
      select * from message where workspace = ${viewer.workspace} and ${visibleTo(viewer)}
        and (${after.time} = '' or (ts, id) > (nullif(${after.time}, '')::timestamptz, ${after.id}))
        and exists (select from embedding e where e.workspace = message.workspace and e.embedder = ${embedder}
          and e.message = message.id)
      order by ts, id limit ${PAGE}) m
    left join topic_member tm on tm.workspace = m.workspace and tm.message = m.id
    left join map_position p on p.workspace = m.workspace and p.embedder = ${embedder} and p.message = m.id
    left join author a on a.workspace = m.workspace and a.id = m.author
    left join channel c on c.workspace = m.workspace and c.id = m.channel
    order by m.ts, m.id`);
  return rows;
}
