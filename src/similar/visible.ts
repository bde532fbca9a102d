import { type SQL, sql } from 'drizzle-orm';
import type { Viewer } from '../viewer.ts';

/** A condition on a `channel` column that keeps what `viewer` may read; put it before any ranking or limit. */
export const visibleTo = (viewer: Viewer): SQL =>
  viewer.channels === 'all' ? sql`true` : sql`channel = any(${sql.param([...viewer.channels])}::text[])`;
