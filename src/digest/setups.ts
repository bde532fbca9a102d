import type { Place } from '../../adapters/adapter.ts';
import type { Store } from '../store/store.ts';
import type { Schedule } from './schedule.ts';

/** A digest that is set up. */
export interface Setup extends Schedule {
  workspace: string;
  /** `#` and the id of the channel that it is posted in, or `@` and that of the person who gets it alone. */
  id: string;
  /** Ids of the channels that it covers; null for all that its readers may see. */
  covers: string[] | null;
  /** Says so where there is nothing to say. */
  note: boolean;
  /** No digest is due before. */
  since: Date;
}

export const channelDigest = (channel: string): string => `#${channel}`;
export const personDigest = (person: string): string => `@${person}`;

/** Where a digest goes. */
export const placeOf = ({ workspace, id }: { workspace: string; id: string }): Place =>
  id.startsWith('#') ? { workspace, channel: id.slice(1) } : { workspace, person: id.slice(1) };

const columns = 'workspace, id, cron, zone, covers, note, since';

/** Sets a digest up, or changes the one that is there; it is due from now on. */
export async function saveSetup(store: Store, setup: Omit<Setup, 'since'>): Promise<void> {
  const { workspace, id, cron, zone, covers, note } = setup;
  await store.pool.query(
    `insert into digest (workspace, id, cron, zone, covers, note) values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace, id) do update set cron = $3, zone = $4, covers = $5, note = $6, since = now()`,
    [workspace, id, cron, zone, covers, note],
  );
}

/** Ends a digest; false where there was none. What was posted stays. */
export async function dropSetup(store: Store, workspace: string, id: string): Promise<boolean> {
  const { rowCount } = await store.pool.query('delete from digest where workspace = $1 and id = $2', [
    workspace,
    id,
  ]);
  return rowCount === 1;
}

export async function setupsOf(store: Store, workspace: string): Promise<Setup[]> {
  const { rows } = await store.pool.query<Setup>(
    `select ${columns} from digest where workspace = $1 order by id`,
    [workspace],
  );
  return rows;
}

export const setupColumns = columns;
