import { sql } from 'drizzle-orm';
import { HubbubError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { operator } from '../viewer.ts';
import { type ListOptions, listTopics, type TopicView } from './list.ts';

/** What is talked about in one or several workspaces. */
interface SubjectView {
  subject: string;
  /** Messages on all sides. */
  size: number;
  /** The topic of each workspace that has one, the largest first. */
  sides: (TopicView & { workspace: string })[];
}

/** The JSON of `topics --workspace all`: what most workspaces talk about first, then by size. */
export interface SubjectsResult {
  workspaces: string[];
  subjects: SubjectView[];
}

/**
 * The topics of every workspace side by side, one space for all. For the operator alone, who may read them all; so it
 * takes no viewer, and no platform may offer it.
 */
export async function listSubjects(store: Store, options: ListOptions = {}): Promise<SubjectsResult> {
  const { rows: runs } = await store.db.execute<{ workspace: string }>(
    sql`select workspace from topic_run order by workspace`,
  );
  const { rows } = await store.db.execute<{ workspace: string; id: string; subject: string }>(
    sql`select workspace, id, subject from topic where subject is not null`,
  );
  const subjects = new Map(rows.map((row) => [`${row.workspace} ${row.id}`, row.subject]));
  const sides: SubjectView['sides'] = [];
  for (const { workspace } of runs) {
    const found = await listTopics(store, operator(workspace), options).catch((error) => {
      if (options.channel && error instanceof HubbubError) return undefined; // a channel is one workspace's
      throw error;
    });
    sides.push(...(found?.topics ?? []).map((topic) => ({ ...topic, workspace })));
  }
  const views = [
    ...Map.groupBy(sides, ({ workspace, id }) => subjects.get(`${workspace} ${id}`) ?? `${workspace} ${id}`),
  ].map(
    ([subject, alike]): SubjectView => ({
      subject,
      size: alike.reduce((sum, side) => sum + side.size, 0),
      sides: alike.sort((a, b) => b.size - a.size || (a.workspace < b.workspace ? -1 : 1)),
    }),
  );
  return {
    workspaces: runs.map((run) => run.workspace),
    subjects: views.sort(
      (a, b) => b.sides.length - a.sides.length || b.size - a.size || (a.subject < b.subject ? -1 : 1),
    ),
  };
}
