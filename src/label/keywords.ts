import { type Phrase, phrasesOf, surfaceOf } from './phrases.ts';
import { stopWordsFor } from './stopwords.ts';
import { type Term, termsOf } from './terms.ts';

const wanted = 10;

/**
 * The phrases of 1 to 3 words that set each topic apart, best first, cased as people wrote them.
 *
 * Class-based TF-IDF (M. Grootendorst, "BERTopic", arXiv:2203.05794, 2022): a phrase weighs its share of the topic's
 * messages times log(1 + A / f), f being its count over all topics and A the mean number of words in a topic. No
 * stop word, number or name in `exclude` is a keyword, and a lone code token is never the first. A topic whose
 * messages hold none gets an empty list.
 *
 * @param topics the texts of each topic; siblings sharpen each other, so pass all that will stand side by side
 * @example
 * keyphrases([['rotate the staging keys', 'staging keys are stale'], ['lunch?', 'lunch at noon']], { exclude: [] });
 * // [['staging keys', ...], ['lunch', ...]]
 */
export function keyphrases(
  topics: readonly (readonly string[])[],
  { exclude }: { exclude: readonly string[] },
): string[][] {
  const read = topics.map((texts) => [...new Set(texts)].map(termsOf));
  const isContent = contentWords(read.flat(3), exclude);
  const counted = read.map((messages) => [...phrasesOf(messages, isContent).values()]);

  const totals = new Map<string, number>();
  let words = 0;
  for (const { key, messages, stems } of counted.flat()) {
    totals.set(key, (totals.get(key) ?? 0) + messages);
    if (stems.length === 1) words += messages;
  }
  const mean = words / Math.max(topics.length, 1);
  return counted.map((phrases) =>
    choose(phrases, (phrase) => phrase.messages * Math.log(1 + mean / totals.get(phrase.key)!)),
  );
}

/** Whether a word may begin or end a phrase: no stop word, no name, nothing without two letters. */
function contentWords(terms: readonly Term[], exclude: readonly string[]): (term: Term) => boolean {
  const stopWords = stopWordsFor(terms.map((t) => t.surface.toLowerCase()));
  const names = new Set(exclude.flatMap((name) => name.toLowerCase().split(/[\s,()]+/)));
  const known = new Map<string, boolean>();
  return ({ surface }) => {
    let content = known.get(surface);
    if (content === undefined) {
      const lower = surface.toLowerCase().replaceAll('’', "'");
      content =
        /\p{L}.*\p{L}|[\p{sc=Han}]/u.test(lower) &&
        lower.length <= 30 &&
        !stopWords.has(lower) &&
        !stopWords.has(lower.replaceAll("'", '')) &&
        !names.has(lower);
      known.set(surface, content);
    }
    return content;
  };
}

function choose(phrases: readonly Phrase[], weight: (phrase: Phrase) => number): string[] {
  const weighed = phrases
    .filter((p) => p.messages > 1 || p.stems.length === 1)
    .map((phrase) => ({ phrase, weight: weight(phrase) }))
    .sort((a, b) => b.weight - a.weight || (a.phrase.key < b.phrase.key ? -1 : 1));
  const longer = weighed.map((w) => w.phrase).filter((p) => p.stems.length > 1);
  const used = new Set<string>();
  const chosen: Phrase[] = [];
  for (const { phrase } of weighed) {
    if (chosen.length === wanted) break;
    const whole = widen(phrase, longer);
    if (whole.stems.some((stem) => used.has(stem))) continue;
    for (const stem of whole.stems) used.add(stem);
    chosen.push(whole);
  }
  const first = chosen.findIndex((p) => p.code * 2 < p.messages);
  if (first < 0) return [];
  return [chosen[first]!, ...chosen.filter((_, i) => i !== first)].map(surfaceOf);
}

/** The longer phrase in whose company a phrase mostly appears ("keys" in "staging keys"), or itself. */
function widen(phrase: Phrase, longer: readonly Phrase[]): Phrase {
  const company = longer.find(
    (p) =>
      p.stems.length > phrase.stems.length &&
      p.messages * 2 >= phrase.messages &&
      ` ${p.key} `.includes(` ${phrase.key} `),
  );
  return company ? widen(company, longer) : phrase;
}
