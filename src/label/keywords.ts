import { apart, choose, isCode } from './choose.ts';
import { phrasesOf, surfaceOf } from './phrases.ts';
import { type Term, termsOf } from './terms.ts';
import { weighWords } from './words.ts';

/** Messages of a topic that say what it is about: each counts as several, the more the larger the topic. */
const openers = 3;
const openerWeight = 0.4;
/** Added to counts before they are compared, so that what is said once or twice surprises less. */
const smoothing = 0.5;
/** What a phrase counts that one person used in one conversation: it may be their way of talking. */
const lone = 0.5;

/** What a phrase of several words counts: it says more, and more people like to read it. */
const several = 1.5;

/** A message as keywords see it. */
export interface Said {
  text: string;
  author: string;
  conversation: string;
}

/** Messages of no topic in question, from which those are told all the same. */
interface Background {
  texts: readonly string[];
  /** How many messages each of them stands for. */
  weight: number;
}

interface Options {
  /** Names of participants. */
  exclude: readonly string[];
  background?: Background;
}

/**
 * The phrases of 1 to 3 words that set each topic apart, best first, cased as people wrote them.
 *
 * Class-based TF-IDF (after M. Grootendorst, "BERTopic", arXiv:2203.05794, 2022): a phrase weighs the number of the
 * topic's messages that hold it, more for those that say it again, times the log of how much more often that is than
 * its share of all messages would have it; one that only one person used counts half. No stop word, number or name in
 * `exclude` is a keyword, and the first is never code alone and mostly no other topic's first. A topic whose messages
 * hold none gets an empty list.
 *
 * @param topics the messages of each topic, in time order, because the first ones say what it is about;
 *   topics sharpen each other, so pass all that stand side by side, or a sample of the others as `background`
 * @example
 * const said = (text: string, author: string) => ({ text, author, conversation: '1' });
 * const keys = [said('rotate the staging keys', 'ada'), said('staging keys are stale', 'bob')];
 * keyphrases([keys, [said('lunch?', 'ada'), said('lunch at noon', 'bob')]], { exclude: ['ada', 'bob'] });
 * // [['staging keys', ...], ['lunch']]
 */
export function keyphrases(
  topics: readonly (readonly Said[])[],
  { exclude, background = { texts: [], weight: 1 } }: Options,
): string[][] {
  const distinct = topics.map((said) => [...Map.groupBy(said, ({ text }) => text).values()]);
  const read = distinct.map((texts) => withoutRepeats(texts.map(([said]) => termsOf(said!.text))));
  const rest = [...new Set(background.texts)].map(termsOf);
  const { weighers, other } = weighWords(
    read.map((messages) => messages.flat(2)),
    exclude,
    { terms: rest.flat(2), weight: background.weight },
  );
  const counted = read.map((messages, i) => phrasesOf(messages, weighers[i]!));
  const totals = new Map<string, number>();
  for (const { key, messages } of counted.flat()) totals.set(key, (totals.get(key) ?? 0) + messages.length);
  for (const { key, messages } of phrasesOf(rest, other))
    if (totals.has(key)) totals.set(key, totals.get(key)! + messages.length * background.weight);
  const everything = read.reduce((sum, messages) => sum + messages.length, rest.length * background.weight);

  const chosen = counted.map((phrases, i) => {
    const size = read[i]!.length;
    const opening = Math.min(openers, Math.ceil(size / 10));
    return choose(phrases, (phrase) => {
      const expected = (totals.get(phrase.key)! * size) / everything;
      const early = phrase.messages.filter((message) => message < opening).length;
      const count = phrase.messages.length + phrase.again + early * Math.sqrt(size) * openerWeight;
      // With a single topic nothing is more frequent than expected: then the count alone decides.
      const surprise =
        size === everything ? 1 : Math.log((phrase.messages.length + smoothing) / (expected + smoothing));
      const said = phrase.messages.flatMap((message) => distinct[i]![message]!);
      const kind = (phrase.stems.length > 1 ? several : 1) * (isCode(phrase) ? 0.5 : 1);
      return count * surprise * kind * (isLone(said) ? lone : 1);
    });
  });
  return apart(chosen).map((phrases) => phrases.map(surfaceOf));
}

const isLone = ([first, ...others]: readonly Said[]) =>
  others.every(
    ({ author, conversation }) => author === first!.author && conversation === first!.conversation,
  );

/** Drops a clause that stood in an earlier message of the topic: people quote each other and paste the same twice. */
function withoutRepeats(messages: readonly Term[][][]): Term[][][] {
  const seen = new Set<string>();
  return messages.map((clauses) =>
    clauses.filter((clause) => {
      const key = clause.map((t) => t.stem).join(' ');
      const repeated = clause.length > 3 && seen.has(key);
      seen.add(key);
      return !repeated;
    }),
  );
}
