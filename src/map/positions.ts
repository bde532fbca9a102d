import { sql } from 'drizzle-orm';
import type { Store } from '../store/store.ts';

/** Where a message stands on the map of its workspace and embedder. */
export interface Position {
  message: string;
  x: number;
  y: number;
  /** It was laid out with all the others; false where it was placed among them later. */
  laidOut: boolean;
}

/** Everything that stands somewhere, by message. */
export async function loadPositions(
  store: Store,
  workspace: string,
  embedder: string,
): Promise<Map<string, Position>> {
  const { rows } = await store.pool.query<Position>(
    `select message, x, y, laid_out as "laidOut" from map_position where workspace = $1 and embedder = $2`,
    [workspace, embedder],
  );
  return new Map(rows.map((position) => [position.message, position]));
}

/**
 * Stores positions; those of messages deleted meanwhile are left out. Where another process has placed a message
 * first, that stands, unless everything is laid out anew.
 *
 * @param anew everything that is not among them loses its position
 */
export async function savePositions(
  store: Store,
  workspace: string,
  embedder: string,
  positions: readonly Position[],
  { anew }: { anew: boolean },
): Promise<void> {
  await store.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`map ${workspace}`}))`);
    if (anew)
      await tx.execute(
        sql`delete from map_position where workspace = ${workspace} and embedder = ${embedder}`,
      );
    for (let i = 0; i < positions.length; i += ROWS_A_STATEMENT) {
      const slice = positions.slice(i, i + ROWS_A_STATEMENT);
      const column = <K extends keyof Position>(key: K) => sql.param(slice.map((one) => one[key]));
      await tx.execute(sql`
        insert into map_position (workspace, embedder, message, x, y, laid_out)
        select m.workspace, ${embedder}, m.id, given.x, given.y, given.laid_out
        from unnest(${column('message')}::text[], ${column('x')}::real[], ${column('y')}::real[],
          ${column('laidOut')}::boolean[]) as given(message, x, y, laid_out)
        join message m on m.workspace = ${workspace} and m.id = given.message
        on conflict do nothing`);
    }
  });
}

const ROWS_A_STATEMENT = 2_000;
