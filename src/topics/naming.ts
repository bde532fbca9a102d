import { HubbubError } from '../errors.ts';
import type { Label, Labeller, LabelRequest } from '../label/labeller.ts';
import { keywordLabeller } from '../label/open.ts';
import type { Topic, TopicMember } from '../store/topics.ts';
import { exemplarsOf } from './exemplars.ts';
import type { Window } from './window.ts';

/** What names a topic and why. */
export type Named = Pick<
  Topic,
  | 'id'
  | 'label'
  | 'summary'
  | 'labelledBy'
  | 'labelledMembers'
  | 'labelledFrom'
  | 'labelledChannels'
  | 'keywords'
>;

/** Names that were made or kept. */
export interface Naming {
  topics: Map<string, Named>;
  /** How many names were made. */
  named: number;
  /** Who made them: not the labeller asked for where it failed. */
  labeller: string;
  notice?: string;
}

/** A name stays while this share of the messages it was made from is still there. */
const enough = 0.25;

/**
 * Names what is new or has really changed; every other name stays, word for word.
 *
 * @param keywords of each topic, best first
 * @param taken names that no new one may repeat
 */
export async function nameTopics(
  labeller: Labeller,
  { messages }: Pick<Window, 'messages'>,
  members: readonly TopicMember[],
  known: readonly Topic[],
  keywords: ReadonlyMap<string, string[]>,
  signal?: AbortSignal,
): Promise<Naming> {
  const old = new Map(known.map((topic) => [topic.id, topic]));
  const topics = new Map<string, Named>();
  const requests: LabelRequest[] = [];
  const hashes = new Set(messages.map((message) => message.contentHash));
  const inside = Map.groupBy(messages.keys(), (i) => members[i]!.topic);
  for (const [id, indices] of inside) {
    if (id === null) continue;
    const phrases = keywords.get(id) ?? [];
    const topic = old.get(id);
    const ids = indices.map((i) => messages[i]!.id);
    if (topic && keepsName(topic, labeller.id, ids, phrases, hashes)) {
      topics.set(id, { ...namedOf(topic), keywords: phrases });
      continue;
    }
    const exemplars = exemplarsOf(indices, (i) => ({
      text: messages[i]!.text,
      similarity: members[i]!.similarity,
    }));
    requests.push({ key: id, keywords: phrases, exemplars: exemplars.map((i) => messages[i]!.text) });
    topics.set(id, {
      id,
      label: '',
      summary: '',
      labelledBy: labeller.id,
      labelledMembers: ids,
      labelledFrom: exemplars.map((i) => messages[i]!.contentHash),
      labelledChannels: [...new Set(indices.map((i) => messages[i]!.channel))].sort(),
      keywords: phrases,
    });
  }
  if (requests.length === 0) return { topics, named: 0, labeller: labeller.id };

  const asked = new Set(requests.map((request) => request.key));
  const taken = known.filter((topic) => topic.state !== 'merged' && !asked.has(topic.id)).map((t) => t.label);
  const { labels, by, notice } = await ask(labeller, requests, taken, signal);
  for (const { key, label, summary } of labels)
    Object.assign(topics.get(key)!, { label, summary, labelledBy: by });
  return { topics, named: labels.length, labeller: by, ...(notice && { notice }) };
}

const namedOf = (topic: Topic): Named => ({
  id: topic.id,
  label: topic.label,
  summary: topic.summary,
  labelledBy: topic.labelledBy,
  labelledMembers: topic.labelledMembers,
  labelledFrom: topic.labelledFrom,
  labelledChannels: topic.labelledChannels,
  keywords: topic.keywords,
});

function keepsName(
  topic: Topic,
  labeller: string,
  ids: readonly string[],
  keywords: readonly string[],
  hashes: ReadonlySet<string>,
): boolean {
  if (topic.labelledBy === 'person') return true;
  if (topic.labelledBy !== labeller) return false;
  void hashes;
  const present = new Set(ids);
  const left = topic.labelledMembers.filter((id) => present.has(id)).length;
  const changed = left < topic.labelledMembers.length * enough || left < ids.length * enough;
  if (!changed) return true;
  const label = topic.label.toLowerCase();
  return keywords.slice(0, 5).some((phrase) => label.includes(phrase.toLowerCase()));
}

async function ask(
  labeller: Labeller,
  requests: readonly LabelRequest[],
  taken: readonly string[],
  signal?: AbortSignal,
): Promise<{ labels: Label[]; by: string; notice?: string }> {
  try {
    return { labels: await labeller.label(requests, taken, signal), by: labeller.id };
  } catch (error) {
    if (!(error instanceof HubbubError) || signal?.aborted) throw error;
    return {
      labels: await keywordLabeller.label(requests, taken, signal),
      by: keywordLabeller.id,
      notice: `Topics are named by their keywords for now: ${error.message} ${error.fix}`,
    };
  }
}
