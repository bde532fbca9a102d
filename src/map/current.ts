import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Store } from '../store/store.ts';
import { loadMembers, type TopicRun } from '../store/topics.ts';
import { conversationNumbers } from '../topics/describe.ts';
import { loadWindow, windowSize } from '../topics/window.ts';
import type { Arrangement } from './arrange.ts';
import { keepNeighboursApart } from './colour-topics.ts';
import type { Positions } from './layout.ts';
import { loadPositions, savePositions } from './positions.ts';

/** Everything is laid out anew once less than this share of what is shown was laid out together. */
const renewal = 0.5;

/** The run whose topics were seen to have colours of their own, by workspace. */
const coloured = new WeakMap<Store, Map<string, string>>();
const underWay = new WeakMap<Store, Map<string, Promise<void>>>();

/**
 * Gives every message of the run's window a place on the map, in a thread of its own, and topics that lie side by side colours of
 * their own. What has a place keeps it, until half of the window is newer than the layout. Calls for the same workspace are joined.
 */
export function bringMapUpToDate(store: Store, run: TopicRun): Promise<void> {
  const works = underWay.get(store) ?? new Map<string, Promise<void>>();
  underWay.set(store, works);
  const work = works.get(run.workspace) ?? update(store, run).finally(() => works.delete(run.workspace));
  works.set(run.workspace, work);
  return work;
}

async function update(store: Store, run: TopicRun): Promise<void> {
  const moved = await place(store, run);
  const known = coloured.get(store) ?? new Map<string, string>();
  coloured.set(store, known);
  const now = `${run.embedder} ${run.run}`;
  if (!moved && known.get(run.workspace) === now) return;
  await keepNeighboursApart(store, run);
  known.set(run.workspace, now);
}

/** Whether anything was placed. */
async function place(store: Store, { workspace, embedder, from }: TopicRun): Promise<boolean> {
  const known = await loadPositions(store, workspace, embedder);
  if (!(await isBehind(store, workspace, embedder))) return false;
  const { messages, vectors } = await loadWindow(store, workspace, embedder, windowSize);
  const members = await loadMembers(store, workspace, from);
  const topics = new Map(members.map(({ message, topic }) => [message, topic]));
  const laidOut = messages.filter(({ id }) => known.get(id)?.laidOut).length;
  const anew = laidOut < renewal * messages.length;
  const positions = await inThread({
    messages,
    vectors,
    conversations: numbered(conversationNumbers(messages, members)),
    topics: messages.map(({ id }) => topics.get(id) ?? null),
    known: Float32Array.from(
      messages.flatMap(({ id }) => {
        const at = known.get(id);
        return at ? [at.x, at.y] : [Number.NaN, Number.NaN];
      }),
    ),
    anew,
  });
  const rows = messages.map(({ id }, i) => ({
    message: id,
    x: positions[2 * i]!,
    y: positions[2 * i + 1]!,
    laidOut: anew,
  }));
  const fresh = anew ? rows : rows.filter(({ message }) => !known.has(message));
  await savePositions(store, workspace, embedder, fresh, { anew });
  return true;
}

/** Whether a message of the window has no place yet. */
async function isBehind(store: Store, workspace: string, embedder: string): Promise<boolean> {
  const { rows } = await store.pool.query<{ behind: boolean }>(
    `select exists (
       select from (select id from message where workspace = $1 order by ts desc, id desc limit $3) m
       where not exists (select from map_position p where p.workspace = $1 and p.embedder = $2 and p.message = m.id)
     ) as behind`,
    [workspace, embedder, windowSize],
  );
  return rows[0]!.behind;
}

/** Messages that no run has seen yet (-1) count as conversations of their own. */
function numbered(conversations: Int32Array): Int32Array {
  let next = conversations.length;
  return conversations.map((number) => (number < 0 ? next++ : number));
}

async function inThread(task: Arrangement): Promise<Positions> {
  const worker = new Worker(new URL('./arrange.worker.ts', import.meta.url));
  try {
    worker.postMessage(task);
    const [positions] = await once(worker, 'message');
    return positions;
  } finally {
    await worker.terminate();
  }
}
