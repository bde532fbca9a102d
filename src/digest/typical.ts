import { excerpt, wordsIn } from './excerpt.ts';
import type { Said } from './gather.ts';

/** Says how something ended, which is what people want to know of it. */
const outcome =
  /\b(fixed|solved|resolved|works? now|turns? out|turned out|the (problem|issue|reason|cause) (is|was)|root cause|merged|released|shipped|deployed|rolled (back|out)|done|is (up|live|out)|announc\w+)\b/i;

/**
 * Messages that say what a topic was about, the best first: close to its centre, of a length to be quoted, at the
 * beginning of a conversation, answered by others, or telling how it ended; each adds words that those before did not have,
 * and is by somebody else.
 *
 * @param said messages of the topic, in time order
 * @param leaveOut ids of messages that are shown elsewhere
 * @param varied stops where the next one would say little that is new
 */
export function typicalOf(
  said: readonly Said[],
  count: number,
  { leaveOut = new Set(), varied = true }: { leaveOut?: ReadonlySet<string>; varied?: boolean } = {},
): Said[] {
  const answers = new Map<string, number>();
  for (const { threadId, replyTo } of said)
    for (const id of new Set([threadId, replyTo])) if (id) answers.set(id, (answers.get(id) ?? 0) + 1);
  const begins = new Set(
    [...Map.groupBy(said, ({ conversation, id }) => conversation ?? id).values()].map(([first]) => first!.id),
  );
  const byCloseness = said.toSorted((a, b) => (a.similarity ?? 0) - (b.similarity ?? 0));
  const closeness = new Map(byCloseness.map(({ id }, i) => [id, (i + 1) / said.length]));
  const candidates = said.flatMap((one) => {
    const text = excerpt(one.text);
    const words = wordsIn(text);
    if (one.bot || leaveOut.has(one.id) || words.size < 2) return [];
    const score =
      closeness.get(one.id)! +
      Math.min(words.size, 12) / 12 +
      (begins.has(one.id) ? 0.4 : 0) +
      Math.min(Math.log2(1 + (answers.get(one.id) ?? 0)) / 5, 0.4) +
      (outcome.test(text) ? 0.4 : 0) -
      // Code in words, and what continues somebody else's sentence.
      (/[{}=<>;\\]|::|\w\(/.test(text) ? 0.5 : 0) -
      (/^(yes|no|yeah|yep|nope|right|true|but|and|or|it|that|this|they|i mean|ah|oh|hmm?|lol|@)\b/i.test(text)
        ? 0.4
        : 0);
    return [{ one, words, score }];
  });
  const chosen: typeof candidates = [];
  while (chosen.length < count && candidates.length > 0) {
    const rated = candidates.map((candidate) => ({ candidate, worth: worthOf(candidate, chosen) }));
    const best = rated.reduce((a, b) => (b.worth > a.worth ? b : a));
    if (varied && chosen.length > 0 && best.worth < 0.8) break;
    chosen.push(best.candidate);
    candidates.splice(candidates.indexOf(best.candidate), 1);
  }
  return chosen.map(({ one }) => one);
}

interface Candidate {
  one: Said;
  words: ReadonlySet<string>;
  score: number;
}

function worthOf({ one, words, score }: Candidate, chosen: readonly Candidate[]): number {
  let worth = score;
  for (const other of chosen) {
    worth -= words.intersection(other.words).size / Math.min(words.size, other.words.size);
    if (other.one.author === one.author) worth -= 0.5;
  }
  return worth;
}
