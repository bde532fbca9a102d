import { sql } from 'drizzle-orm';
import { visibleTo } from '../similar/visible.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import type { Draft } from './draft.ts';

/** A digest that was posted. */
export interface PostedDigest {
  digest: string;
  period: string;
  late: boolean;
  draft: Draft;
}

const columns = 'digest, period, late, draft';

/** Digests of a workspace that stand where they were posted, the newest first. */
export async function listPosted(store: Store, workspace: string): Promise<PostedDigest[]> {
  const { rows } = await store.pool.query<PostedDigest>(
    `select ${columns} from digest_post where workspace = $1 and state = 'posted' order by begun desc limit 200`,
    [workspace],
  );
  return rows;
}

export async function loadPosted(
  store: Store,
  workspace: string,
  digest: string,
  period: string,
): Promise<PostedDigest | undefined> {
  const { rows } = await store.pool.query<PostedDigest>(
    `select ${columns} from digest_post where workspace = $1 and digest = $2 and period = $3 and state = 'posted'`,
    [workspace, digest, period],
  );
  return rows[0];
}

/** When the newest message was posted that `viewer` may read, in milliseconds since the epoch. */
export async function newestMessage(store: Store, viewer: Viewer): Promise<number | undefined> {
  const { rows } = await store.db.execute<{ ts: number | null }>(sql`
    select (extract(epoch from max(ts)) * 1000)::float8 as ts from message
    where workspace = ${viewer.workspace} and ${visibleTo(viewer)}`);
  return rows[0]?.ts ?? undefined;
}
