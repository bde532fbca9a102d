import { sql } from 'drizzle-orm';
import type { Picture } from '../commands/reply.ts';
import { digestPicture } from '../picture/digest.ts';
import { visibleTo } from '../similar/visible.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import { type Draft, sourcesOf } from './draft.ts';

const DAY = 86_400_000;
/** Days that the picture shows: the digest's own among those before it. */
const days = 7;

/**
 * The topics of a draft over the last days. It counts messages in the channels that the draft is drawn from and no others: who may
 * read the one may read the other, whoever revises it.
 */
export async function pictureOf(store: Store, viewer: Viewer, draft: Draft): Promise<Picture | undefined> {
  if (draft.topics.length === 0) return undefined;
  const { rows } = await store.db.execute<{ channel: string }>(sql`
    select distinct channel from message
    where workspace = ${viewer.workspace} and id = any(${sql.param(sourcesOf(draft))}::text[]) and ${visibleTo(viewer)}`);
  const readers = { ...viewer, channels: new Set(rows.map(({ channel }) => channel)) };
  const period = { from: Math.min(draft.from, draft.to - days * DAY), to: draft.to };
  const title = 'Topics over the last days';
  return digestPicture(store, readers, draft.topics, { title, period, timeZone: draft.zone });
}
