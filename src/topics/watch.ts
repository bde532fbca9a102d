import { sql } from 'drizzle-orm';
import type { Embedder } from '../embed/embedder.ts';
import { UsageError } from '../errors.ts';
import { cleanLine } from '../label/clean.ts';
import { loadCalibration } from '../similar/calibrate.ts';
import { visibleTo } from '../similar/visible.ts';
import { readVectors } from '../store/copy.ts';
import { mending } from '../store/mend.ts';
import type { Store } from '../store/store.ts';
import { loadRun } from '../store/topics.ts';
import { deleteWatch, loadWatches, saveWatch } from '../store/watches.ts';
import type { Viewer } from '../viewer.ts';
import { type Classifier, classify, learn, leaveOneOut, type Trial } from './classify.ts';
import { row } from './matrix.ts';

/** A topic that people define, and how well it tells its examples from those of the other watches. */
export interface WatchView extends Trial {
  name: string;
  /** How many examples it has. */
  examples: number;
}

/** A message that belongs to a watch. */
interface WatchMatch {
  messageId: string;
  /** Names, or ids where no name is known. */
  channel: string;
  author: string;
  /** ISO 8601. */
  ts: string;
  text: string;
  /** To the examples, on average. */
  similarity: number;
  percentile: number;
  permalink: string | null;
}

/** The JSON of `watch NAME --json`: newest first. */
export interface WatchResult extends WatchView {
  embedder: string;
  /** Percentile of random pairs from which on a message belongs. */
  from: number;
  matches: WatchMatch[];
}

/** What a watch is made from: texts of one's own, or ids of messages. */
export interface WatchExamples {
  texts?: readonly string[];
  messages?: readonly string[];
}

/**
 * Adds a watch, or examples to the one of this name.
 *
 * @throws UsageError where a text says nothing or a message is not there for `viewer`.
 * @example
 * await addWatch(store, embedder, viewer, 'Outages', { texts: ['checkout is down', 'getting 502s again'] });
 */
export async function addWatch(
  store: Store,
  embedder: Embedder,
  viewer: Viewer,
  name: string,
  { texts = [], messages = [] }: WatchExamples,
): Promise<WatchView> {
  const clean = cleanLine(name);
  if (!clean) throw new UsageError('A watch needs a name of letters or digits.', 'For instance Outages.');
  const said = texts.map((text) => text.trim()).filter(Boolean);
  if (said.length + messages.length === 0)
    throw new UsageError(
      `"${clean}" has no example.`,
      'Write what its messages say: --like "checkout is down" --like "getting 502s again".',
    );
  const vectors = await embedder.embed(said);
  const empty = said.find((_, i) => vectors[i]!.every((x) => x === 0));
  if (empty !== undefined)
    throw new UsageError(`"${empty}" holds nothing that ${embedder.id} can compare.`, 'Try other words.');
  const { rows } = await store.db.execute<{ id: string }>(sql`
    select id from message where workspace = ${viewer.workspace} and ${visibleTo(viewer)}
      and id = any(${sql.param([...messages])}::text[])`);
  const missing = messages.find((id) => !rows.some((row) => row.id === id));
  if (missing !== undefined)
    throw new UsageError(
      `There is no message ${missing} that you may read.`,
      'Copy an id from `similar --json` or `topics --json --members`.',
    );
  const known = await loadWatches(store, viewer.workspace);
  const same = known.find((watch) => watch.name.toLowerCase() === clean.toLowerCase())?.name ?? clean;
  await saveWatch(store, viewer.workspace, same, [
    ...said.map((text) => ({ text })),
    ...messages.map((message) => ({ message })),
  ]);
  return (await listWatches(store, embedder, viewer)).find((watch) => watch.name === same)!;
}

/** All watches of the workspace, by name. */
export async function listWatches(store: Store, embedder: Embedder, viewer: Viewer): Promise<WatchView[]> {
  return (await open(store, embedder, viewer)).views;
}

/** Ends a watch. @throws UsageError where there is none of this name. */
export async function removeWatch(store: Store, viewer: Viewer, name: string): Promise<void> {
  const found = named(await loadWatches(store, viewer.workspace), name);
  await deleteWatch(store, viewer.workspace, found.name);
}

/**
 * The messages of the window that belong to a watch and that `viewer` may read.
 *
 * @throws UsageError where there is no watch of this name.
 */
export async function watchMatches(
  store: Store,
  embedder: Embedder,
  viewer: Viewer,
  name: string,
  { limit = 20 }: { limit?: number } = {},
): Promise<WatchResult> {
  const { views, classifiers, calibration } = await open(store, embedder, viewer);
  const view = named(views, name);
  const watch = classifiers.find((classifier) => classifier.name === view.name)!;
  const candidates = await closeMessages(store, embedder, viewer, watch);
  const matches = candidates
    .filter(
      (row) => classify(Float32Array.from(JSON.parse(row.vector) as number[]), classifiers) === view.name,
    )
    .slice(0, limit);
  return {
    ...view,
    embedder: embedder.id,
    from: calibration.percentile(watch.threshold),
    matches: matches.map(({ vector: _, ts, ...match }) => ({
      ...match,
      ts: new Date(ts).toISOString(),
      percentile: calibration.percentile(match.similarity),
    })),
  };
}

async function open(store: Store, embedder: Embedder, viewer: Viewer) {
  const watches = await loadWatches(store, viewer.workspace);
  const calibration = await loadCalibration(store, viewer.workspace, embedder.id);
  const background = await randomMessages(store, viewer.workspace, embedder.id);
  const yardstick = { calibration, background };
  const vectors = await embedder.embed(watches.flatMap((watch) => watch.examples));
  const classifiers = watches.map(({ name, examples }) => {
    const own = vectors.splice(0, examples.length).filter((vector) => vector.some((x) => x !== 0));
    return learn(name, own, yardstick);
  });
  const trials = leaveOneOut(classifiers, yardstick);
  const views = classifiers.map(
    ({ name, examples }): WatchView => ({ name, examples: examples.length, ...trials.get(name)! }),
  );
  return { views, classifiers, calibration };
}

/** Vectors of 1,000 distinct messages: the order of their SHA-256 is as good as random. */
async function randomMessages(store: Store, workspace: string, embedderId: string): Promise<Float32Array[]> {
  const { rows } = await store.pool.query<{ message: string }>(
    `select distinct on (content_hash) message from embedding
     where workspace = $1 and embedder = $2 order by content_hash, message limit 1000`,
    [workspace, embedderId],
  );
  const vectors = await readVectors(
    store,
    workspace,
    embedderId,
    rows.map((sampled) => sampled.message),
  );
  return rows.map((_, i) => row(vectors, i));
}

function named<T extends { name: string }>(watches: readonly T[], name: string): T {
  const found = watches.find((watch) => watch.name.toLowerCase() === name.trim().toLowerCase());
  if (found) return found;
  const names = watches.map((watch) => watch.name).join(', ');
  throw new UsageError(
    `There is no watch "${name}".`,
    names ? `There is ${names}.` : 'Add one: watch add Outages --like "checkout is down".',
  );
}

type Candidate = Omit<WatchMatch, 'percentile' | 'ts'> & { ts: number; vector: string };

/** Messages of the window that reach the threshold of one watch, newest first. */
async function closeMessages(
  store: Store,
  embedder: Embedder,
  viewer: Viewer,
  { examples, mean, threshold }: Classifier,
): Promise<Candidate[]> {
  if (examples.length === 0) return [];
  const run = await loadRun(store, viewer.workspace);
  const close = sql`
    with close as materialized (
      select message, vector, -(vector <#> ${`[${mean.join(',')}]`}::vector) as similarity
      from embedding
      where workspace = ${viewer.workspace} and embedder = ${embedder.id} and ${visibleTo(viewer)}
        and ts >= ${run?.from ?? new Date(0)})
    select m.id as "messageId", coalesce(c.name, m.channel) as channel, coalesce(a.name, m.author) as author, m.text,
      (extract(epoch from m.ts) * 1000)::float8 as ts, m.permalink, close.similarity, close.vector::text as vector
    from close
    join message m on m.workspace = ${viewer.workspace} and m.id = close.message
    left join channel c on c.workspace = m.workspace and c.id = m.channel
    left join author a on a.workspace = m.workspace and a.id = m.author
    where close.similarity > ${threshold}
    order by m.ts desc, m.id limit 1000`;
  const { rows } = await mending(store, viewer.workspace, embedder.id, () =>
    store.db.execute<Candidate & Record<string, unknown>>(close),
  );
  return rows;
}
