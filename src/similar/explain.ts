import { sql } from 'drizzle-orm';
import { HubbubError } from '../errors.ts';
import type { Reach } from './candidates.ts';
import { visibleTo } from './visible.ts';

/**
 * Says why nothing was found. The only message asking after others like itself is no error, nor are filters that leave
 * nothing.
 *
 * @throws HubbubError where there is nothing to read, or nothing is embedded
 */
export async function explainNothing({ store, embedder, viewer }: Reach): Promise<void> {
  const { rows } = await store.db.execute<{ messages: number; embedded: number }>(sql`
    select (select count(*)::int from message where workspace = ${viewer.workspace} and ${visibleTo(viewer)}) as messages,
      (select count(*)::int from embedding
       where workspace = ${viewer.workspace} and embedder = ${embedder.id} and ${visibleTo(viewer)}) as embedded`);
  const { messages, embedded } = rows[0]!;
  if (messages === 0)
    throw new HubbubError(
      'There is no message here that you may read yet.',
      'Import an export first, or invite Hubbub to a channel.',
    );
  if (embedded === 0)
    throw new HubbubError(
      `None of the ${messages} messages has been embedded with ${embedder.id} yet.`,
      'Run `embed` and ask again.',
    );
}
