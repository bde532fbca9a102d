import { HubbubError } from '../errors.ts';
import { exemplarsOf } from '../label/exemplars.ts';
import type { Label, Labeller, LabelRequest } from '../label/labeller.ts';
import { keywordLabeller } from '../label/open.ts';
import { stopWordsFor } from '../label/stopwords.ts';
import { wordsOf } from '../store/names.ts';
import type { Topic, TopicMember } from '../store/topics.ts';
import { row } from './matrix.ts';
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
 * @param won topics that have won messages since the last run: what is left of the others is what the name was made for
 */
export async function nameTopics(
  labeller: Labeller,
  { messages, vectors }: Window,
  members: readonly TopicMember[],
  known: readonly Topic[],
  keywords: ReadonlyMap<string | null, string[]>,
  vanished: ReadonlySet<string>,
  won: ReadonlySet<string | null>,
  signal?: AbortSignal,
): Promise<Naming> {
  const old = new Map(known.map((topic) => [topic.id, topic]));
  const texts = messages.map((message) => message.text);
  const topics = new Map<string, Named>();
  /** Names that only another labeller would change: they stand where it fails. */
  const fitting = new Map<string, Named>();
  const requests: LabelRequest[] = [];
  for (const [id, indices] of Map.groupBy(messages.keys(), (i) => members[i]!.topic)) {
    if (id === null) continue;
    const inside = indices.map((i) => messages[i]!);
    const topic = old.get(id);
    const phrases = keywords.get(id) ?? topic?.keywords ?? [];
    if (topic && fitsStill(topic, inside, phrases, vanished, won)) {
      const standing = { ...nameOf(topic), keywords: phrases };
      if (topic.labelledBy === 'person' || topic.labelledBy === labeller.id) {
        topics.set(id, standing);
        continue;
      }
      fitting.set(id, standing);
    }
    const read = indices.filter((i) => row(vectors, i).some((x) => x !== 0));
    const exemplars = exemplarsOf(read.length > 0 ? read : indices, vectors, texts).map((i) => messages[i]!);
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
    if (!topics.has(topic.id) && drawnFrom(topic, vanished)) topics.set(topic.id, unnamed(topic));
  if (requests.length === 0) return { topics, named: 0, labeller: labeller.id };

  const asked = new Set(requests.map((request) => request.key));
  const taken = known.filter((topic) => topic.state !== 'merged' && !asked.has(topic.id)).map((t) => t.label);
  const { labels, by, notice } = await ask(labeller, requests, taken, signal);
  const made = labels.filter((label) => (label.by ?? by) === labeller.id);
  const named = new Set(made.map((label) => label.key));
  taken.push(...made.map((label) => label.label));

  // What the labeller could not name keeps the name that it has, or else is named by its keywords.
  const rest = requests.filter(({ key }) => {
    const standing = fitting.get(key);
    const stays = !named.has(key) && standing && !isTaken(standing.label, taken);
    if (!stays) return !named.has(key);
    topics.set(key, standing);
    taken.push(standing.label);
    return false;
  });
  for (const label of await keywordLabeller.label(rest, taken, signal))
    made.push({ ...label, by: keywordLabeller.id });
  for (const { key, label, summary, by: maker = labeller.id } of made)
    Object.assign(topics.get(key)!, { label, summary, labelledBy: maker });
  return { topics, named: made.length, labeller: by, ...(notice && { notice }) };
}

const isTaken = (label: string, taken: readonly string[]) =>
  taken.some((other) => other.toLowerCase() === label.toLowerCase());

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

/** Whether a topic's name says what it is about, and is drawn from nothing that was deleted. */
function fitsStill(
  topic: Topic,
  inside: readonly { text: string; contentHash: string }[],
  keywords: readonly string[],
  vanished: ReadonlySet<string>,
  won: ReadonlySet<string | null>,
): boolean {
  if (topic.labelledBy === 'person') return true;
  if (topic.labelledFrom.some((hash) => vanished.has(hash))) return false;
  const label = wordsOf(topic.label);
  // Keywords are counted over all messages, so the last one with some word of the name may be the one that is gone.
  if (topic.labelledBy === keywordLabeller.id && topic.labelledMembers.some((hash) => vanished.has(hash))) {
    const present = new Set(inside.flatMap((message) => [...wordsOf(message.text)]));
    if (!label.isSubsetOf(present)) return false;
  }
  if (!won.has(topic.id) && topic.labelledMembers.length > 0) return true;
  const labelled = new Set(topic.labelledMembers);
  const old = inside.filter((message) => labelled.has(message.contentHash)).length;
  if (old >= enough * inside.length) return true;
  // Most messages are new, yet it may still be what they are about, by their keywords or by what enough of them say.
  if (!wordsOf(keywords.join(' ')).isDisjointFrom(label)) return true;
  const telling = label.difference(stopWordsFor([...label].map((word) => ({ word }))));
  const saying = inside.filter((message) => !wordsOf(message.text).isDisjointFrom(telling)).length;
  return saying >= enough * inside.length;
}

const drawnFrom = (topic: Topic, vanished: ReadonlySet<string>) =>
  topic.labelledBy !== 'person' && topic.labelledMembers.some((hash) => vanished.has(hash));

/** A topic of the past that lost a message its name may come from: nothing says what else it was about. */
const unnamed = (topic: Topic): Named => ({
  ...nameOf(topic),
  label: `Topic ${topic.id}`,
  summary: '',
  labelledMembers: [],
  labelledFrom: [],
  keywords: [],
});

/** The labels, or none with a notice where the labeller fails. */
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
      labels: [],
      by: keywordLabeller.id,
      notice: `Topics are named by their keywords for now: ${error.message} ${error.fix}`,
    };
  }
}
