import { fromBinary, toBinary } from '../store/binary.ts';
import type { Store } from '../store/store.ts';
import type { Topic } from '../store/topics.ts';
import type { Shape } from './describe.ts';
import { dot } from './matrix.ts';

/** Of the topics of one workspace, this share has no sibling that is closer than a namesake elsewhere must be. */
const apart = 0.9;

/**
 * The subjects of topics that are born: all workspaces of a store draw them from one space, so that what is talked about
 * in two of them is known to be one thing. A topic takes up the subject of one elsewhere where each is the other's
 * closest, and they are closer than 9 of 10 topics of either side are to their closest sibling, which is known to be
 * another subject.
 *
 * Subjects are for the operator alone. Ids, names, keywords and members stay each workspace's own, so nobody can tell
 * from them what others talk about, nor whether they do.
 *
 * @param shapes all live topics of `workspace`
 * @param born ids of those that have no subject yet
 * @param taken subjects that others of its topics have
 * @returns the subjects that were found elsewhere, by topic; the others' are their own workspace and id
 */
export async function subjectsElsewhere(
  store: Store,
  { workspace, embedder }: Pick<Topic, 'workspace' | 'embedder'>,
  shapes: readonly Shape[],
  born: ReadonlySet<string>,
  taken: readonly (string | null)[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const used = new Set(taken);
  const own = shapes.map((shape) => shape.centroid);
  const others = new Map<string, Float32Array[]>();
  for (const { id, centroid } of shapes) {
    if (!born.has(id)) continue;
    const near = await nearestElsewhere(store, workspace, embedder, centroid);
    if (!near) break; // there is nothing elsewhere
    const there = others.get(near.workspace) ?? (await centroidsOf(store, near.workspace, embedder));
    others.set(near.workspace, there);
    const similarity = dot(centroid, near.centroid);
    const mutual = own.every((other) => dot(other, near.centroid) <= similarity);
    if (!mutual || used.has(near.subject)) continue;
    if (similarity <= Math.max(siblings(own), siblings(there))) continue;
    found.set(id, near.subject);
    used.add(near.subject);
  }
  return found;
}

/** How close most topics come to their closest sibling; nothing is closer where there are no two. */
function siblings(centroids: readonly Float32Array[]): number {
  if (centroids.length < 2) return -1;
  const closest = centroids.map((a) => Math.max(...centroids.map((b) => (a === b ? -1 : dot(a, b)))));
  return closest.sort((a, b) => a - b)[Math.floor(apart * (closest.length - 1))]!;
}

async function nearestElsewhere(store: Store, workspace: string, embedder: string, centroid: Float32Array) {
  const { rows } = await store.pool.query<{ workspace: string; subject: string; centroid: Buffer }>(
    `select workspace, coalesce(subject, workspace || ' ' || id) as subject, vector_send(centroid) as centroid from topic
     where embedder = $1 and state = 'live' and workspace <> $2
     order by centroid <#> $3, workspace, id limit 1`,
    [embedder, workspace, toBinary(centroid)],
  );
  return rows[0] && { ...rows[0], centroid: fromBinary(rows[0].centroid) };
}

async function centroidsOf(store: Store, workspace: string, embedder: string): Promise<Float32Array[]> {
  const { rows } = await store.pool.query<{ centroid: Buffer }>(
    `select vector_send(centroid) as centroid from topic where workspace = $1 and embedder = $2 and state = 'live'`,
    [workspace, embedder],
  );
  return rows.map((row) => fromBinary(row.centroid));
}
