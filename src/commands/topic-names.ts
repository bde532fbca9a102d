import type { Store } from '../store/store.ts';
import { loadRun } from '../store/topics.ts';
import { listTopics } from '../topics/list.ts';
import type { Viewer } from '../viewer.ts';

/** Topics that `viewer` may see, hidden ones too, whose name or id begins with what was typed, then those that hold it. */
export async function topicNames(
  store: Store,
  viewer: Viewer,
  typed: string,
): Promise<{ id: string; label: string }[]> {
  if (!(await loadRun(store, viewer.workspace))) return [];
  const { topics } = await listTopics(store, viewer, { since: 'all', hidden: true });
  const wanted = typed.trim().toLowerCase();
  const places = topics.map(({ id, label }) => ({
    id,
    label,
    at: id.startsWith(wanted) ? 0 : label.toLowerCase().indexOf(wanted),
  }));
  return places.filter(({ at }) => at >= 0).sort((a, b) => Number(a.at > 0) - Number(b.at > 0));
}
