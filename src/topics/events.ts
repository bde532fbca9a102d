import type { Topic, TopicEvent, TopicMember, TopicRun } from '../store/topics.ts';

/** A topic that has grown by this factor since the last run is worth telling. */
const growth = 1.5;

/** What happened to topics between two runs, and the state that each is in now. */
export interface Changes {
  events: TopicEvent[];
  states: Map<string, Pick<Topic, 'state' | 'mergedInto'>>;
}

/**
 * Compares where messages stood with where they stand.
 *
 * @param before messages of the last window, those included that have left it since
 * @param after messages of this window
 */
export function changesOf(
  run: TopicRun,
  before: readonly TopicMember[],
  after: readonly TopicMember[],
  known: readonly Topic[],
): Changes {
  const sizeBefore = countBy(before);
  const sizeAfter = countBy(after);
  const byId = new Map(known.map((topic) => [topic.id, topic]));
  const moves = movesOf(before, after);
  const changes: Changes = { events: [], states: new Map() };
  const tell = (topic: string, kind: TopicEvent['kind'], detail: TopicEvent['detail'] = {}) =>
    changes.events.push({ workspace: run.workspace, topic, run: run.run, at: run.to, kind, detail });

  for (const [id, size] of sizeAfter) {
    const topic = byId.get(id);
    const was = sizeBefore.get(id) ?? 0;
    changes.states.set(id, { state: 'live', mergedInto: null });
    if (!topic) {
      tell(id, 'born', { size });
      const origin = largest(moves.from.get(id));
      if (origin && sizeAfter.has(origin.topic))
        tell(origin.topic, 'split', { into: id, size: origin.count });
    } else if (topic.state !== 'live') tell(id, 'returned', { size });
    else if (was > 0 && size >= was * growth) tell(id, 'grew', { from: was, to: size });
  }
  const awaited = new Set(after.map((member) => member.leaning));
  for (const topic of known) {
    if (sizeAfter.has(topic.id) || awaited.has(topic.id) || topic.state !== 'live') continue;
    const heir = largest(moves.to.get(topic.id));
    if (heir) {
      changes.states.set(topic.id, { state: 'merged', mergedInto: heir.topic });
      tell(topic.id, 'merged', { into: heir.topic, size: heir.count });
    } else if (!topic.pinned) {
      changes.states.set(topic.id, { state: 'faded', mergedInto: null });
      tell(topic.id, 'faded', { size: sizeBefore.get(topic.id) ?? 0 });
    }
  }
  return changes;
}

function countBy(members: readonly TopicMember[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { topic } of members) if (topic !== null) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return counts;
}

/** How many messages went from each topic to each other one. */
function movesOf(before: readonly TopicMember[], after: readonly TopicMember[]) {
  const was = new Map(before.map((member) => [member.message, member.topic]));
  const to = new Map<string, Map<string, number>>();
  const from = new Map<string, Map<string, number>>();
  const count = (table: typeof to, a: string, b: string) => {
    const counts = table.get(a) ?? new Map<string, number>();
    table.set(a, counts.set(b, (counts.get(b) ?? 0) + 1));
  };
  for (const { message, topic } of after) {
    const old = was.get(message);
    if (!old || !topic || old === topic) continue;
    count(to, old, topic);
    count(from, topic, old);
  }
  return { to, from };
}

function largest(
  counts: ReadonlyMap<string, number> = new Map(),
): { topic: string; count: number } | undefined {
  let most: { topic: string; count: number } | undefined;
  for (const [topic, count] of counts) if (!most || count > most.count) most = { topic, count };
  return most;
}
