import { sql } from 'drizzle-orm';
import type { Store } from './store.ts';

type Writer = Pick<Store['db'], 'execute'>;

interface Drawn extends Record<string, unknown> {
  id: string;
  label: string;
  summary: string;
  keywords: string[];
  labelledBy: string;
  /** One of the texts that its labeller was shown is gone. */
  quotes: boolean;
}

/**
 * Takes out of the topics of a workspace what was drawn from texts that no message has any more: a name, a summary or a
 * keyword that one of them gave, and their hashes. A topic without a name gets another with the next run; a name that
 * a person chose stays.
 *
 * @param hashes of texts that messages had; those that another message has still count for nothing
 * @param lost where the texts are at hand: their words, and the topics that their messages were in
 */
export async function withdrawNames(
  db: Writer,
  workspace: string,
  hashes: readonly string[],
  lost: { words: ReadonlySet<string>; topics: readonly string[] } = { words: new Set(), topics: [] },
): Promise<void> {
  const { rows } = await db.execute<{ hash: string }>(sql`
    select hash from unnest(${sql.param([...hashes])}::text[]) hash
    where not exists (select from message where workspace = ${workspace} and content_hash = hash)`);
  const gone = sql`${sql.param(rows.map(({ hash }) => hash))}::text[]`;
  const { rows: drawn } = await db.execute<Drawn>(sql`
    select id, label, summary, keywords, labelled_by as "labelledBy", labelled_from && ${gone} as quotes
    from topic where workspace = ${workspace}
      and (id = any(${sql.param([...lost.topics])}::text[]) or (labelled_members || labelled_from) && ${gone})`);
  let nameless = false;
  for (const topic of drawn) {
    const unsaid = await unsaidWords(db, workspace, topic, lost.words);
    const says = (text: string) => !wordsOf(text).isDisjointFrom(unsaid);
    const loses = topic.labelledBy !== 'person' && (topic.quotes || says(topic.label));
    nameless ||= loses;
    const label = loses ? `Topic ${topic.id}` : topic.label;
    const summary = loses || topic.quotes || says(topic.summary) ? '' : topic.summary;
    const keywords = sql.param(topic.keywords.filter((phrase) => !says(phrase)));
    const left = (column: string) =>
      loses
        ? sql`'{}'::text[]`
        : sql`array(select hash from unnest(${sql.identifier(column)}) hash where hash <> all(${gone}))`;
    await db.execute(sql`
      update topic set label = ${label}, summary = ${summary}, keywords = ${keywords}::text[],
        labelled_members = ${left('labelled_members')}, labelled_from = ${left('labelled_from')}
      where workspace = ${workspace} and id = ${topic.id}`);
  }
  // The next run is to name them, even where its window holds the same messages as before.
  if (nameless) await db.execute(sql`update topic_run set fingerprint = '' where workspace = ${workspace}`);
}

/** Words of a topic's name, summary and keywords that were in lost texts and that none of its messages says any more. */
async function unsaidWords(
  db: Writer,
  workspace: string,
  { id, label, summary, keywords }: Drawn,
  lost: ReadonlySet<string>,
): Promise<Set<string>> {
  const words = wordsOf([label, summary, ...keywords].join(' ')).intersection(lost);
  if (words.size === 0) return words;
  const { rows } = await db.execute<{ word: string }>(sql`
    select word from unnest(${sql.param([...words])}::text[]) word where not exists (
      select from topic_member tm join message m on m.workspace = tm.workspace and m.id = tm.message
      where tm.workspace = ${workspace} and tm.topic = ${id} and m.text ilike '%' || word || '%')`);
  return new Set(rows.map(({ word }) => word));
}

/** The words of a text in small letters: letters and digits, so that nothing in them is special to a query. */
export const wordsOf = (text: string): Set<string> =>
  new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);

/**
 * Moves the centroids of topics that have left the window, after some of their messages were lost; those of the others
 * are made anew by the next run.
 */
export const moveCentroids = (db: Writer, workspace: string, topics: readonly string[]): Promise<unknown> =>
  db.execute(sql`
    update topic t set centroid = l2_normalize(of_rest.mean)
    from (
      select tm.topic, avg(e.vector) as mean
      from topic_member tm
      join topic k on k.workspace = tm.workspace and k.id = tm.topic and k.state <> 'live'
      join embedding e on e.workspace = tm.workspace and e.embedder = k.embedder and e.message = tm.message
      where tm.workspace = ${workspace} and tm.topic = any(${sql.param([...topics])}::text[])
      group by tm.topic) of_rest
    where t.workspace = ${workspace} and t.id = of_rest.topic`);

/** Lets nobody else write topics of a workspace until the transaction ends. Take it before rows of messages are deleted. */
export const lockTopics = (db: Writer, workspace: string): Promise<unknown> =>
  db.execute(sql`select pg_advisory_xact_lock(hashtext(${`topics ${workspace}`}))`);
