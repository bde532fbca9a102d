import { sql } from 'drizzle-orm';
import { keyphrases, type Said } from '../label/keywords.ts';
import { distinct, keywordName } from '../label/names.ts';
import { visibleTo } from '../similar/visible.ts';
import type { Store } from '../store/store.ts';
import { maySee, type Viewer } from '../viewer.ts';
import type { ShownTopic, TopicView } from './list.ts';

type Name = Pick<TopicView, 'id' | 'label' | 'summary' | 'keywords'>;

/**
 * What each topic is called before `viewer`. A name is shown only to those who may read every channel that it was
 * drawn from, and so are keywords; anybody else gets ones made from the messages that they may read.
 */
export async function visibleNames(
  store: Store,
  viewer: Viewer,
  shown: readonly ShownTopic[],
): Promise<Map<string, Name>> {
  const names = new Map<string, Name>();
  for (const { topic } of shown) {
    const { id, label, summary, keywords } = topic;
    names.set(id, { id, label, summary, keywords });
  }
  const partly = shown.filter(
    ({ topic, seenWhole }) => !seenWhole || !topic.labelledChannels.every((c) => maySee(viewer, c)),
  );
  if (partly.length === 0) return names;

  const texts = await textsOf(store, viewer, partly);
  const phrases = keyphrases(
    partly.map(({ inside }) => inside.map((row) => texts.get(row.id)!)),
    { exclude: [...new Set([...texts.values()].map((text) => text.author))] },
  );
  const requests = partly.map(({ topic, inside }, i) => ({
    key: topic.id,
    keywords: phrases[i]!,
    exemplars: inside.map((row) => texts.get(row.id)!.text),
  }));
  const nameless = partly.flatMap(({ topic }, i) =>
    topic.labelledChannels.every((c) => maySee(viewer, c)) ? [] : [requests[i]!],
  );
  const asked = new Set(nameless.map((request) => request.key));
  const labels = distinct(
    nameless.map((request) => ({ key: request.key, label: keywordName(request), summary: '' })),
    nameless,
    [...names.values()].filter(({ id }) => !asked.has(id)).map(({ label }) => label),
  );
  for (const { key, keywords } of requests) names.set(key, { ...names.get(key)!, keywords });
  for (const { key, label } of labels) names.set(key, { ...names.get(key)!, label, summary: '' });
  return names;
}

async function textsOf(store: Store, viewer: Viewer, shown: readonly ShownTopic[]) {
  const ids = shown.flatMap(({ inside }) => inside.map((row) => row.id));
  const { rows } = await store.db.execute<Said & Record<'id', string> & Record<string, unknown>>(sql`
    select m.id, m.text, coalesce(a.name, m.author) as author, coalesce(tm.conversation, m.id) as conversation
    from message m
    left join topic_member tm on tm.workspace = m.workspace and tm.message = m.id
    left join author a on a.workspace = m.workspace and a.id = m.author
    where m.workspace = ${viewer.workspace} and m.id = any(${sql.param(ids)}::text[]) and ${visibleTo(viewer)}`);
  return new Map(rows.map((row) => [row.id, row]));
}
