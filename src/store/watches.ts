import { and, eq, sql } from 'drizzle-orm';
import { watchExamples, watches } from './schema.ts';
import type { Store } from './store.ts';

/** What a watch was made from. */
export interface WatchRow {
  name: string;
  /** Texts of its examples: messages as they read today. */
  examples: string[];
}

/** All watches of a workspace by name, with the examples that are still there. */
export async function loadWatches(store: Store, workspace: string): Promise<WatchRow[]> {
  const { rows } = await store.db.execute<WatchRow & Record<string, unknown>>(sql`
    select w.name, coalesce(array_agg(coalesce(m.text, e.text) order by e.position)
      filter (where coalesce(m.text, e.text) is not null), '{}') as examples
    from watch w
    left join watch_example e on e.workspace = w.workspace and e.watch = w.name
    left join message m on m.workspace = e.workspace and m.id = e.message
    where w.workspace = ${workspace} group by w.name order by w.name`);
  return rows;
}

/** Adds a watch, or examples to the one that has this name already. */
export function saveWatch(
  store: Store,
  workspace: string,
  name: string,
  examples: readonly ({ text: string } | { message: string })[],
): Promise<void> {
  return store.db.transaction(async (tx) => {
    await tx.insert(watches).values({ workspace, name }).onConflictDoNothing();
    const { rows } = await tx.execute<{ next: number }>(sql`
      select coalesce(max(position) + 1, 0)::int as next from watch_example
      where workspace = ${workspace} and watch = ${name}`);
    const next = rows[0]!.next;
    await tx
      .insert(watchExamples)
      .values(examples.map((example, i) => ({ workspace, watch: name, position: next + i, ...example })));
  });
}

/** @returns false where there was none of this name. */
export async function deleteWatch(store: Store, workspace: string, name: string): Promise<boolean> {
  const deleted = await store.db
    .delete(watches)
    .where(and(eq(watches.workspace, workspace), eq(watches.name, name)))
    .returning({ name: watches.name });
  return deleted.length > 0;
}
