import { sql } from 'drizzle-orm';
import { removeIn } from '../collect/lose.ts';
import type { Retention } from '../config/privacy.ts';
import type { Store } from '../store/store.ts';
import { keptFrom } from './admission.ts';

/** Messages deleted in one transaction. */
const BATCH = 500;

/**
 * Deletes the messages that are older than the settings allow, with all that was drawn from them. What is done stays done
 * where it is stopped.
 *
 * @returns how many messages that were
 */
export async function expire(store: Store, retention: Retention, signal?: AbortSignal): Promise<number> {
  if (retention.days === undefined && retention.channels.size === 0) return 0;
  const { rows: channels } = await store.pool.query<{ workspace: string; id: string; name: string | null }>(
    'select workspace, id, name from channel order by workspace, id',
  );
  let expired = 0;
  for (const { workspace, ...channel } of channels) {
    const from = keptFrom(retention, channel);
    while (from > 0 && !signal?.aborted) {
      const { rows } = await store.db.execute<{ id: string }>(sql`
        select id from message where workspace = ${workspace} and channel = ${channel.id} and ts < ${new Date(from)}
        order by ts limit ${BATCH}`);
      if (rows.length === 0) break;
      // Their age keeps them from coming back.
      const ids = rows.map(({ id }) => id);
      await store.db.transaction((tx) => removeIn(tx, workspace, ids, { remember: false }));
      expired += rows.length;
    }
  }
  return expired;
}
