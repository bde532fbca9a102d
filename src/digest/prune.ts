import { keyphrases } from '../label/keywords.ts';
import { keywordName } from '../label/names.ts';
import type { Store } from '../store/store.ts';
import { loadTopics } from '../store/topics.ts';
import { operator } from '../viewer.ts';
import type { Draft, DraftLine, DraftTopic } from './draft.ts';
import { gatherThese, type Said } from './gather.ts';
import { typicalOf } from './typical.ts';

/** Messages that are not any more what they were when a digest was drawn from them. */
export interface Changed {
  /** Deleted, or not for all of its readers any more. */
  gone: ReadonlySet<string>;
  edited: ReadonlySet<string>;
}

/**
 * A draft without what was drawn from messages that have been deleted or edited: their quotes, and in each topic that they
 * stood in, what a model wrote and the name, which is made anew from the messages that are left.
 */
export async function prune(
  store: Store,
  workspace: string,
  draft: Draft,
  { gone, edited }: Changed,
): Promise<Draft> {
  const changed = gone.union(edited);
  const touched = draft.topics.filter(({ messages }) => messages.some((id) => changed.has(id)));
  const ids = touched.flatMap(({ messages }) => messages.filter((id) => !gone.has(id)));
  // What may be shown was decided when the draft was made; no other message is looked at.
  const left = new Map((await gatherThese(store, operator(workspace), ids)).map((one) => [one.id, one]));
  const named = new Set(
    (await loadTopics(store, workspace)).flatMap(({ id, labelledBy }) => (labelledBy === 'person' ? id : [])),
  );
  const topics = draft.topics.flatMap((topic) =>
    touched.includes(topic) ? pruneTopic(topic, left, changed, named.has(topic.id)) : topic,
  );
  const kept = ({ text, messages }: DraftLine): DraftLine[] => {
    const remaining = messages.filter((id) => !gone.has(id));
    if (remaining.length === 0) return [];
    return [{ ...(text && !messages.some((id) => changed.has(id)) && { text }), messages: remaining }];
  };
  return {
    ...draft,
    topics,
    quiet: draft.quiet.filter(({ messages }) => !messages.some((id) => changed.has(id))),
    questions: draft.questions.filter((id) => !gone.has(id)),
    decisions: draft.decisions.flatMap(kept),
  };
}

function pruneTopic(
  topic: DraftTopic,
  left: ReadonlyMap<string, Said>,
  changed: ReadonlySet<string>,
  namedByPerson: boolean,
): DraftTopic[] {
  const said = topic.messages.flatMap((id) => left.get(id) ?? []);
  const written = topic.lines.some(({ text }) => text !== undefined);
  const whole = topic.lines.every(({ messages }) => !messages.some((id) => changed.has(id)));
  // A model may have used any message of the topic for any sentence.
  const lines =
    whole && !written
      ? topic.lines
      : typicalOf(said, topic.lines.length).map(({ id }): DraftLine => ({ messages: [id] }));
  if (lines.length === 0) return [];
  const people = new Set(said.map(({ author }) => author)).size;
  const label = namedByPerson ? topic.label : nameOf(said);
  return [{ ...topic, label, lines, people, messages: said.map(({ id }) => id) }];
}

function nameOf(said: readonly Said[]): string {
  const texts = said.map(({ text, author, conversation, id }) => ({
    text,
    author,
    conversation: conversation ?? id,
  }));
  const [keywords = []] = keyphrases([texts], { exclude: [...new Set(said.map(({ author }) => author))] });
  return keywordName({ key: '', keywords, exemplars: said.map(({ text }) => text) });
}
