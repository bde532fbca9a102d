import { HubbubError } from '../errors.ts';
import type { Label, Labeller, LabelRequest } from '../label/labeller.ts';
import { keywordLabeller } from '../label/open.ts';
import type { Topic, TopicMember } from '../store/topics.ts';
import { exemplarsOf } from './exemplars.ts';
import type { Window } from './window.ts';

/** What names a topic and why. */
type Named = Pick<
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
  /** Of every topic in the window, and of those of the past that lost theirs. */
  topics: Map<string, Named>;
  /** How many names were made. */
  named: number;
  /** Who made them: not the labeller asked for where it failed. */
  labeller: string;
  notice?: string;
}

/** A name stays while this share of the topic's messages were there when it was made. */
const enough = 0.15;

/**
 * Names what is new or has really changed; every other name stays, word for word.
 *
 * @param keywords of topics that are new or have changed, best first
 * @param vanished content hashes of messages that were deleted or edited: no name drawn from one may stay
 */
export async function nameTopics(
  labeller: Labeller,
  { messages }: Pick<Window, 'messages'>,
  members: readonly TopicMember[],
  known: readonly Topic[],
  keywords: ReadonlyMap<string | null, string[]>,
  vanished: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<Naming> {
  const old = new Map(known.map((topic) => [topic.id, topic]));
  const topics = new Map<string, Named>();
  const requests: LabelRequest[] = [];
  for (const [id, indices] of Map.groupBy(messages.keys(), (i) => members[i]!.topic)) {
    if (id === null) continue;
    const inside = indices.map((i) => ({ ...messages[i]!, similarity: members[i]!.similarity }));
    const topic = old.get(id);
    const phrases = keywords.get(id) ?? topic?.keywords ?? [];
    if (topic && keepsName(topic, labeller.id, inside, phrases, vanished)) {
      topics.set(id, { ...nameOf(topic), keywords: phrases });
      continue;
    }
    const exemplars = exemplarsOf(inside, (message) => message);
    requests.push({ key: id, keywords: phrases, exemplars: exemplars.map((message) => message.text) });
    topics.set(id, {
      id,
      label: '',
      summary: '',
      labelledBy: labeller.id,
      labelledMembers: inside.map((message) => message.contentHash),
      labelledFrom: exemplars.map((message) => message.contentHash),
      labelledChannels: [...new Set(inside.map((message) => message.channel))].sort(),
      keywords: phrases,
    });
  }
  for (const topic of known)
    if (!topics.has(topic.id) && drawnFrom(topic, vanished)) topics.set(topic.id, nameless(topic));
  if (requests.length === 0) return { topics, named: 0, labeller: labeller.id };

  const asked = new Set(requests.map((request) => request.key));
  const taken = known.filter((topic) => topic.state !== 'merged' && !asked.has(topic.id)).map((t) => t.label);
  const { labels, by, notice } = await ask(labeller, requests, taken, signal);
  for (const { key, label, summary } of labels)
    Object.assign(topics.get(key)!, { label, summary, labelledBy: by });
  return { topics, named: labels.length, labeller: by, ...(notice && { notice }) };
}

const nameOf = ({ id, label, summary, labelledBy, ...topic }: Topic): Named => ({
  id,
  label,
  summary,
  labelledBy,
  labelledMembers: topic.labelledMembers,
  labelledFrom: topic.labelledFrom,
  labelledChannels: topic.labelledChannels,
  keywords: topic.keywords,
});

function keepsName(
  topic: Topic,
  labeller: string,
  inside: readonly { text: string; contentHash: string }[],
  keywords: readonly string[],
  vanished: ReadonlySet<string>,
): boolean {
  if (topic.labelledBy === 'person') return true;
  if (topic.labelledBy !== labeller) return false;
  if (topic.labelledFrom.some((hash) => vanished.has(hash))) return false;
  const label = wordsOf(topic.label);
  // Keywords are counted over all messages, so the last one with some word of the name may be the one that is gone.
  if (labeller === keywordLabeller.id && topic.labelledMembers.some((hash) => vanished.has(hash))) {
    const present = new Set(inside.flatMap((message) => [...wordsOf(message.text)]));
    if (!label.isSubsetOf(present)) return false;
  }
  const labelled = new Set(topic.labelledMembers);
  const old = inside.filter((message) => labelled.has(message.contentHash)).length;
  if (old >= enough * inside.length) return true;
  // Most messages are new, yet it may still be what they are about.
  return !wordsOf(keywords.join(' ')).isDisjointFrom(label);
}

const drawnFrom = (topic: Topic, vanished: ReadonlySet<string>) =>
  topic.labelledBy !== 'person' && topic.labelledMembers.some((hash) => vanished.has(hash));

/** A topic of the past that lost a message its name may come from: nothing says what else it was about. */
const nameless = (topic: Topic): Named => ({
  ...nameOf(topic),
  label: `Topic ${topic.id}`,
  summary: '',
  labelledMembers: [],
  labelledFrom: [],
  keywords: [],
});

const wordsOf = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));

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
